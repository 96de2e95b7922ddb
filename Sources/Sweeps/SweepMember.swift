import RunFiles

/// A member of a sweep, as far as is known of it while the sweep is carried out.
package struct SweepMember: Sendable {
  /// How a member stands.
  package enum State: Sendable, Equatable {
    case waiting
    case running
    case finished
    /// It stopped, and can be resumed.
    case paused
    case failed(reason: String)
    /// Its folder is gone.
    case removed
  }

  package let member: SweepRecord.Member
  package let directory: RunDirectory
  package internal(set) var state: State
  /// What its worker has said last.
  package internal(set) var report: WorkerReport?
  /// Seconds that a worker has been at it, since the sweep was last taken up.
  package internal(set) var seconds = 0.0
  /// What its record says; `nil` where it cannot be read.
  package internal(set) var record: RunRecord?
  /// Steps that lay behind it when its worker began.
  var firstStep = 0

  init(_ member: SweepRecord.Member, in sweep: SweepDirectory) {
    (self.member, directory) = (member, sweep.directory(of: member))
    state = .waiting
    readRecord()
    if record == nil, !directory.exists { state = .removed }
    if record?.state == .finished { state = .finished }
  }

  mutating func readRecord() { record = try? directory.readRecord() }

  /// The best mean validation accuracy so far.
  package var best: Double? {
    guard let reported = report?.best else { return record?.best }
    return max(reported, record?.best ?? reported)
  }

  /// What a forecast can use; `nil` for a member that no worker has been at.
  var pace: SweepForecast.Pace? {
    report.map {
      SweepForecast.Pace(
        variant: member.variant, seconds: seconds, taken: $0.step - firstStep, steps: $0.steps,
        left: state == .running ? $0.steps - $0.step : 0)
    }
  }
}
