/// Where the time of a step goes, in seconds.
package struct PhaseSeconds: Codable {
  /// Waiting for the batch.
  var data = 0.0
  /// The network and the losses.
  package var forward = 0.0
  /// Gradients and what the strategy makes of them.
  package var backward = 0.0
  package var optimizer = 0.0
  /// Counting correct predictions, measuring conflict.
  var other = 0.0

  package var total: Double { data + forward + backward + optimizer + other }

  static func + (a: PhaseSeconds, b: PhaseSeconds) -> PhaseSeconds {
    PhaseSeconds(
      data: a.data + b.data, forward: a.forward + b.forward, backward: a.backward + b.backward,
      optimizer: a.optimizer + b.optimizer, other: a.other + b.other)
  }
}

/// Writes laps into the phases of a step.
struct StepStopwatch {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private(set) var seconds = PhaseSeconds()

  init() { last = clock.now }

  /// Gives the time since the last lap to a phase, without the parts of it that belong to other phases.
  ///
  /// - Returns: what the phase got.
  @discardableResult
  mutating func lap(
    _ phase: WritableKeyPath<PhaseSeconds, Double>,
    without others: [(phase: WritableKeyPath<PhaseSeconds, Double>, seconds: Double)] = []
  ) -> Double {
    let now = clock.now
    let lap = (now - last).seconds - others.reduce(0) { $0 + $1.seconds }
    seconds[keyPath: phase] += lap
    for other in others { seconds[keyPath: other.phase] += other.seconds }
    last = now
    return lap
  }
}
