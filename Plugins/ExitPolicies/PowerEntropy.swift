import Foundation
import WorkbenchCore

/// A sample is as sure as its squared probabilities are concentrated: `1 - H(q) / log C` with `q = p² / sum p²`.
///
/// Squaring lessens the part of the many small probabilities.
///
/// Source: Regol, Chataoui, Coates, "Jointly-Learned Exit and Inference for a Dynamic Neural Network" (JEI-DNN), ICLR 2024.
struct PowerEntropy: ProbabilityPolicy {
  static let name = "power-entropy"
  static let summary = "1 less the entropy of squared probabilities, scaled to 0...1 (JEI-DNN)"

  init(_ settings: Settings) {}

  static func scores(of probabilities: Tensor) throws -> Tensor { try Entropy.scores(of: squared(probabilities)) }

  /// The squares of every row `[N, classes]`, scaled to sum 1.
  static func squared(_ probabilities: Tensor) throws -> Tensor {
    let squares = try probabilities * probabilities
    return try squares / squares.sum(dims: [1], keepingDims: true)
  }
}
