import Foundation
import WorkbenchCore

/// Every exit answers with all exits so far: the weighted geometric mean of their probabilities, `log q = sum w_j log p_j`,
/// scaled to sum 1; a sample is as sure as the largest of them.
///
/// Uniform weights are `1 / k` at the `k`-th exit. Learned ones belong to one exit each and minimise the cross entropy of its
/// ensemble on the calibration split (``EnsembleWeights``).
///
/// Source: Wołczyk et al., "Zero Time Waste: Recycling Predictions in Early Exit Neural Networks" (ZTW), NeurIPS 2021, section
/// 3.2, without the biases of classes; the paper fits weights on the training split.
struct GeometricEnsemble: ExitPolicy {
  static let name = "geometric-ensemble"
  static let summary = "confidence of the geometric mean of all exits so far (ZTW)"

  enum Weights: String, SettingChoice { case uniform, learned }

  static let weights = Setting("weights", default: Weights.uniform, "weights of the exits in the mean")
  static let settings: [any AnySetting] = [weights]

  private let learns: Bool
  /// The weights of every exit's ensemble once they are learned, `[exits][exits so far]`.
  private(set) var learned: [[Double]] = []

  init(_ settings: Settings) { learns = settings[Self.weights] == .learned }

  mutating func fit(to calibration: ExitHistory, within budget: ExitBudget) throws {
    guard learns else { return }
    guard let labels = calibration.labels else { throw ModelError("weights are learned from labels, there are none") }
    let all = try calibration.logits.map { try $0.logSoftmax(dim: 1) }
    learned = try all.indices.map { try EnsembleWeights.fitted(to: Array(all[...$0]), labels: labels) }
  }

  mutating func restore(_ learned: [[Double]]) throws {
    guard learned.indices.allSatisfy({ learned[$0].count == $0 + 1 }) else {
      throw ModelError("weights of an ensemble are one for each of its exits")
    }
    self.learned = learned
  }

  func answers(_ seen: ExitHistory) throws -> Tensor {
    let exits = seen.logits.count
    let weights =
      learned.count >= exits ? learned[exits - 1] : [Double](repeating: 1 / Double(exits), count: exits)
    return try Self.mean(of: seen.logits.map { try $0.logSoftmax(dim: 1) }, weights: weights)
  }

  func scores(_ seen: ExitHistory) throws -> [Float] {
    try Confidence.scores(of: answers(seen).exponential()).clamped(to: 0...1).elements()
  }

  /// The logarithm of the weighted geometric mean of probabilities whose logarithms `[N, classes]` are given.
  static func mean(of logarithms: [Tensor], weights: [Double]) throws -> Tensor {
    var sum = try logarithms[0] * weights[0]
    for (logarithm, weight) in zip(logarithms, weights).dropFirst() { sum = try sum + logarithm * weight }
    return try sum.logSoftmax(dim: 1)
  }
}
