import Foundation
import WorkbenchCore

/// A sample is surer the less its probabilities are spread: `1 - H(p) / log C` with `H(p) = -sum p log p`.
///
/// Leaving where this reaches `t` is leaving where the entropy is at most `(1 - t) log C`.
///
/// Source: Teerapittayanon, McDanel, Kung, "BranchyNet", ICPR 2016; scaled to 0...1 as in Ilhan et al., "EENet", WACV 2024.
struct Entropy: ProbabilityPolicy {
  static let name = "entropy"
  static let summary = "1 less the entropy, scaled to 0...1 (BranchyNet)"

  init(_ settings: Settings) {}

  static func scores(of probabilities: Tensor) throws -> Tensor {
    try entropy(of: probabilities) / -log(Double(probabilities.shape[1])) + 1
  }

  /// `-sum p log p` of every row `[N, classes]`, in nats: `[N]`.
  static func entropy(of probabilities: Tensor) throws -> Tensor {
    // A probability of zero adds nothing; the logarithm must not see it.
    let logarithms = try probabilities.clamped(to: 1e-30...1).logarithm()
    return try -(probabilities * logarithms).sum(dims: [1])
  }
}
