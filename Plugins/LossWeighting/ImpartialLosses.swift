import Foundation
import WorkbenchCore

/// Trained scales bring every exit's loss to the same size.
///
/// With one scalar `s` for each exit, `exp(s) * loss - s` is added over the exits and minimised for the network and for the
/// scalars. The weight of a loss is `exp(s)`; left alone it tends to `1 / loss`. This is ``UncertaintyWeighting`` with the
/// other sign and twice the scale. Losses must be positive, as cross entropy is.
///
/// Source: Liu et al., "Towards Impartial Multi-Task Learning" (IMTL-L), ICLR 2021; `initial` 0 as published.
struct ImpartialLosses: GradientStrategy {
  static let name = "imtl-l"
  static let summary = "trained scales bring all losses to one size (IMTL-L, ICLR 2021)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own
  static let settings = LearnedScalars.settings

  private var logScales: LearnedScalars

  init(_ settings: Settings) { logScales = LearnedScalars(settings) }

  mutating func prepare(for topology: Topology) { logScales.prepare(for: topology) }

  mutating func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    let weights = logScales.values.map { exp($0) }
    logScales.step(along: zip(weights, losses).map { $0 * $1 - 1 }, in: context)
    return weights
  }

  func state() -> StrategyState { logScales.state() }
  mutating func restore(_ state: StrategyState) throws { try logScales.restore(state) }
}
