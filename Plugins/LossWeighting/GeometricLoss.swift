import Foundation
import WorkbenchCore

/// The geometric mean of the exits' losses is minimised.
///
/// The weight of exit k is `mean / (K * loss[k])`: a loss counts the more the smaller it is, so that all fall by equal shares.
/// The mean is taken through logarithms, and a loss that rounds to zero is taken for 1e-8.
///
/// The step shrinks with the geometric mean: against the sum of K losses of about L, by K.
///
/// Source: Chennupati et al., "MultiNet++: Multi-Stream Feature Aggregation and Geometric Loss Strategy for Multi-Task
/// Learning", CVPR Workshops 2019.
struct GeometricLoss: GradientStrategy {
  static let name = "gls"
  static let summary = "the geometric mean of the losses (GLS, CVPR Workshops 2019)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own

  init(_ settings: Settings) {}

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    let count = Double(losses.count)
    let losses = positive(losses)
    let mean = exp(losses.reduce(0) { $0 + log($1) } / count)
    return losses.map { mean / (count * $0) }
  }
}
