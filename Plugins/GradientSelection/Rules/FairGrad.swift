import WorkbenchCore

/// FairGrad: weights that share the progress alpha-fairly: (G w)_k = w_k^(-1/alpha) for every exit.
///
/// alpha towards 0 is the sum of losses, 1 is Nash-MTL without its cut, and large values come close to MGDA.
///
/// A gradient of zero is left out (`solver-fallback/zero-gradient`). Where some weighted mean of the gradients is zero there is no
/// solution, and the plain mean is used (`solver-undefined/stationary`).
///
/// Source: Ban and Ji, "Fair Resource Allocation in Multi-Task Learning", ICML 2024.
struct FairGrad: GramRule {
  static let name = "fairgrad"
  static let summary = "alpha-fair shares of progress (Ban and Ji, ICML 2024)"
  static let publishedScale = UpdateScale.own

  static let alpha = Setting(
    "alpha", default: 1.0, in: 0.1...100, "from the sum of losses (0) over Nash-MTL (1) to MGDA")
  static let settings: [any AnySetting] = [ScopeKey.setting, alpha]

  let scope: GradientScope
  private let alpha: Double

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    alpha = settings[Self.alpha]
  }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    Bargaining.solveLeavingOutZeros(gram, alpha: alpha, otherwise: nil)
  }
}
