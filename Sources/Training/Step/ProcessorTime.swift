import Foundation

/// Processor time of all threads of the process, user and system.
///
/// What else the machine does hardly changes it, so that it compares fairly where time on the wall does not.
package enum ProcessorTime {
  package static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Takes processor time lap by lap.
struct ProcessorStopwatch {
  private var last = ProcessorTime.seconds

  /// The seconds since the last lap, or since the stopwatch was made.
  mutating func lap() -> Double {
    let now = ProcessorTime.seconds
    defer { last = now }
    return now - last
  }
}
