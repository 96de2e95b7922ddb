import Foundation
import WorkbenchCore

/// Every exit's loss is weighed by a trained uncertainty.
///
/// With one scalar `s` for each exit, the logarithm of its variance, `exp(-s) * loss / 2 + s / 2` is added over the exits and
/// minimised for the network and for the scalars. The weight of a loss is `exp(-s) / 2`; left alone it tends to `1 / (2 * loss)`.
///
/// `initial` is 0, as in TorchJD; LibMTL begins at -0.5. At 0 the first weights are 1/2, half the learning rate of the sum.
/// Pitfall: weights grow without bound as losses fall, and the easiest exit wins.
///
/// Source: Kendall et al., "Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics", CVPR 2018.
struct UncertaintyWeighting: GradientStrategy {
  static let name = "uncertainty"
  static let summary = "losses weighed by trained uncertainties (Kendall et al., CVPR 2018)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own
  static let settings = LearnedScalars.settings

  private var logVariances: LearnedScalars

  init(_ settings: Settings) { logVariances = LearnedScalars(settings) }

  mutating func prepare(for topology: Topology) { logVariances.prepare(for: topology) }

  mutating func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    let weights = logVariances.values.map { exp(-$0) / 2 }
    logVariances.step(along: zip(weights, losses).map { 0.5 - $0 * $1 }, in: context)
    return weights
  }

  func state() -> StrategyState { logVariances.state() }
  mutating func restore(_ state: StrategyState) throws { try logVariances.restore(state) }
}
