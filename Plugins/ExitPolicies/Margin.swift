import WorkbenchCore

/// A sample is as sure as the largest probability lies above the second largest: `p_(1) - p_(2)`.
///
/// Source: Scheffer, Decomain, Wrobel, "Active Hidden Markov Models for Information Extraction", IDA 2001, for the margin;
/// Regol et al., "Jointly-Learned Exit and Inference for a Dynamic Neural Network", ICLR 2024, for exits.
struct Margin: ProbabilityPolicy {
  static let name = "margin"
  static let summary = "distance of the two largest probabilities"

  init(_ settings: Settings) {}

  static func scores(of probabilities: Tensor) throws -> Tensor {
    let two = try probabilities.largest(2, dim: 1).values
    return try (two.narrowed(dim: 1, 0..<1) - two.narrowed(dim: 1, 1..<2)).reshaped([-1])
  }
}
