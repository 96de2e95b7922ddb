import Inference
import RunFiles

extension Agreement {
  /// Answers the sample's images and compares.
  init(
    of engine: InferenceEngine, _ policy: FittedPolicy, _ thresholds: [Float], _ sample: SpeedSample,
    simulated: ScoredSamples
  ) throws {
    let answers = try engine.answers(to: sample.images, by: policy.rule(thresholds, labels: sample.labels))
    let expected = try policy.answers(of: sample.outputs)
    let exits = simulated.exitsTaken(under: thresholds)
    let classes = sample.outputs.classes
    var (same, near, unexplained, largest) = (0, 0, 0, Float(0))
    for (index, answer) in answers.enumerated() {
      let isNear = thresholds.indices.dropLast().contains { exit in
        abs(simulated.scores[exit][index] - thresholds[exit]) <= Self.tolerance
      }
      if isNear { near += 1 }
      guard answer.exit == exits[index] else {
        if !isNear { unexplained += 1 }
        continue
      }
      same += 1
      for (a, b) in zip(answer.logits, expected[answer.exit][index * classes..<(index + 1) * classes]) {
        largest = max(largest, abs(a - b))
      }
    }
    self.init(
      samples: answers.count, sameExit: same, nearThreshold: near, unexplained: unexplained,
      largestDifference: largest)
  }
}
