import Inference

/// Runs the engine by several thresholds in turns and takes the time.
struct TimedCourse {
  private let engine: InferenceEngine
  private let policy: FittedPolicy
  private let thresholds: [[Float]]
  private let sample: SpeedSample

  init(_ engine: InferenceEngine, _ policy: FittedPolicy, thresholds: [[Float]], sample: SpeedSample) {
    (self.engine, self.policy, self.thresholds, self.sample) = (engine, policy, thresholds, sample)
  }

  /// The seconds of each batch of `size` images, `[thresholds][batches]`.
  ///
  /// Goes on for `seconds` for each of the thresholds and at least `fewest` batches.
  func seconds(together size: Int, atLeast seconds: Double, fewest: Int) throws -> [[Double]] {
    let clock = ContinuousClock()
    var taken = thresholds.map { _ in [Double]() }
    var begun = clock.now
    var number = 0
    while number <= fewest || (clock.now - begun).seconds < seconds * Double(thresholds.count) {
      let batch = try sample.batch(number, of: size)
      let labels = batch.samples.map { sample.labels[$0] }
      for (index, thresholds) in thresholds.enumerated() {
        let start = clock.now
        _ = try engine.answers(to: batch.images, by: policy.rule(thresholds, labels: labels))
        // The first batch warms up.
        if number > 0 { taken[index].append((clock.now - start).seconds) }
      }
      if number == 0 { begun = clock.now }
      number += 1
    }
    return taken
  }
}
