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

  package init(samples: Int, sameExit: Int, nearThreshold: Int, unexplained: Int, largestDifference: Float) {
    (self.samples, self.sameExit, self.nearThreshold, self.unexplained) = (
      samples, sameExit, nearThreshold, unexplained
    )
    self.largestDifference = largestDifference
  }
}
