import Foundation
import WorkbenchCore

/// Weights under which every exit's gradient has the length that its training progress asks for.
///
/// With `n[k]` the norm of exit k's gradient at the first stage, which all exits share, and `r[k]` the share of its first loss
/// that is left, relative to the mean share, exit k's weighted norm shall be `mean of w * n` times `r[k]^alpha`. The weights
/// take a step of descent along the sum of absolute differences, `sign(difference) * n[k]`, and are scaled to add up to K; none
/// falls below 1e-6. The step of the network uses the weights from before.
///
/// The published rule uses the last layer that all tasks share; here it is the whole first stage, the blocks up to the first
/// exit. It costs a backward pass for every exit besides the step's own. Source of `alpha`: 1.5 (LibMTL); the paper has 0.12 to
/// 1.5, the more the tasks differ the higher.
///
/// Source: Chen et al., "GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks", ICML 2018.
struct GradientNormalization: GradientStrategy {
  static let name = "gradnorm"
  static let summary = "weights that balance gradient norms and training rates (GradNorm, ICML 2018)"
  static let roles = StrategyRoles.combination

  static let alpha = Setting(
    "alpha", default: 1.5, in: 0.0...10.0, "how strongly an exit that lags behind is favoured")
  static let learningRate = Setting("learning-rate", default: 0.025, in: 0...1e6, "step length of the weights")
  static let settings: [any AnySetting] = [alpha, learningRate]

  private let alpha: Double
  private let learningRate: Double
  /// Absent before the first step.
  private var balance: Balance?

  /// What is remembered.
  private struct Balance {
    var weights: [Double]
    let firstLosses: [Double]
  }

  init(_ settings: Settings) { (alpha, learningRate) = (settings[Self.alpha], settings[Self.learningRate]) }

  var need: GradientNeed { .gramOfFirstStage }

  mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] {
    var balance = balance ?? Balance(weights: losses.map { _ in 1 }, firstLosses: losses)
    let weights = balance.weights
    let slopes = normSlopes(weights: weights, gram, losses: losses, firstLosses: balance.firstLosses, alpha: alpha)
    let moved = zip(weights, slopes).map { max($0 - learningRate * $1, 1e-6) }
    let sum = moved.reduce(0, +)
    balance.weights = moved.map { $0 * Double(moved.count) / sum }
    self.balance = balance
    return weights
  }

  func state() -> StrategyState {
    StrategyState(numbers: balance.map { ["weights": $0.weights, "first losses": $0.firstLosses] } ?? [:])
  }

  mutating func restore(_ state: StrategyState) {
    guard let weights = state.numbers["weights"], let firstLosses = state.numbers["first losses"] else { return }
    balance = Balance(weights: weights, firstLosses: firstLosses)
  }
}

/// How GradNorm's objective, the sum of the distances between weighted norms and their targets, changes with each weight;
/// the targets count as constant.
func normSlopes(
  weights: [Double], _ gram: GramMatrix, losses: [Double], firstLosses: [Double], alpha: Double
) -> [Double] {
  let norms = (0..<gram.count).map { gram[$0, $0].squareRoot() }
  let meanNorm = zip(weights, norms).reduce(0) { $0 + $1.0 * $1.1 } / Double(norms.count)
  let left = zip(losses, positive(firstLosses)).map { $0 / $1 }
  let meanLeft = max(left.reduce(0, +) / Double(left.count), .leastNormalMagnitude)
  return norms.indices.map { exit in
    let difference = weights[exit] * norms[exit] - meanNorm * pow(left[exit] / meanLeft, alpha)
    return difference > 0 ? norms[exit] : difference < 0 ? -norms[exit] : 0
  }
}
