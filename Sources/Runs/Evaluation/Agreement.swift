import Inference
import WorkbenchCore

/// How what really leaves early compares with the simulation on stored logits.
package struct Agreement: Sendable, Codable, Equatable {
  /// How near a score must be to its threshold for rounding to decide.
  package static let tolerance: Float = 1e-5

  package let samples: Int
  /// Those that leave where the simulation lets them leave.
  package let sameExit: Int
  /// Those with a score so near to a threshold that either is right.
  package let nearThreshold: Int
  /// Those that leave elsewhere although no score is near its threshold; 0 unless something is wrong.
  package let unexplained: Int
  /// The largest difference of an answer's logit from the simulated one, of samples at the same exit.
  package let largestDifference: Float

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
    (samples, sameExit, nearThreshold) = (answers.count, same, near)
    (self.unexplained, largestDifference) = (unexplained, largest)
  }
}
