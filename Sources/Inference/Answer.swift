import Foundation

/// What a sample was told, and where it left.
public struct Answer: Sendable, Equatable {
  /// The exit, counted from 0.
  public let exit: Int
  /// How sure the policy was there.
  public let score: Float
  /// Logits or log-probabilities, one for each class.
  public let logits: [Float]

  /// An answer of one exit.
  public init(exit: Int, score: Float, logits: [Float]) {
    (self.exit, self.score, self.logits) = (exit, score, logits)
  }

  /// The class, of equally likely ones the first.
  public var label: Int { logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 } }

  /// The probability that was given to the class.
  public var probability: Double {
    let largest = Double(logits[label])
    return 1 / logits.reduce(0) { $0 + exp(Double($1) - largest) }
  }
}
