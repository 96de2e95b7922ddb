import WorkbenchCore

/// Nash-MTL: the weights on which the exits would agree as bargainers: alpha_k (G alpha)_k = 1 for every exit.
///
/// The update's length is the square root of the number of exits whatever the gradients' size, and `max-norm` cuts it to 1: it
/// never shrinks near an optimum, so the learning rate has to.
///
/// Nothing can be agreed on where a gradient is zero or a weighted mean of the gradients is. A gradient of zero is left out and the
/// others agree (`solver-fallback/zero-gradient`); else the last alpha is used again, or the plain mean where there is none
/// (`solver-undefined/stationary`).
///
/// Source: Navon et al., "Multi-Task Learning as a Bargaining Game", ICML 2022. Its solver stops early and hides failures; here
/// Newton's method solves the same conditions to 1e-12.
struct NashMTL: GramRule {
  static let name = "nash-mtl"
  static let summary = "the exits bargain for the update (Navon et al., ICML 2022)"
  static let publishedScale = UpdateScale.own

  static let maxNorm = Setting<Double?>(
    "max-norm", default: 1, in: .leastNonzeroMagnitude..., "longest update; none: the root of the number of exits")
  static let settings: [any AnySetting] = [ScopeKey.setting, maxNorm]

  let scope: GradientScope
  private let maxNorm: Double
  private var agreements = ScopeMemory("alpha")

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    maxNorm = settings[Self.maxNorm] ?? .infinity
  }

  mutating func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) throws -> Solution {
    let last = try agreements.recall(context.scope, count: gram.count)
    let solution = Bargaining.solveLeavingOutZeros(gram, alpha: 1, otherwise: last)
    agreements.keep(solution.weights, for: context.scope)
    let length = gram.length(solution.weights)
    guard length > maxNorm else { return solution }
    return Solution(solution.weights.map { $0 * maxNorm / length }, solution.status)
  }

  func state() -> StrategyState { StrategyState(numbers: agreements.numbers) }

  mutating func restore(_ state: StrategyState) {
    agreements.restore(state)
  }
}
