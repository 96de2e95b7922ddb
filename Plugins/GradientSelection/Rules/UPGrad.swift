import WorkbenchCore

/// UPGrad: every gradient is projected to where no exit's loss rises, and the projections are averaged.
///
/// Without conflict it is the weighted mean. Inner products are divided by their trace and get 1e-4 on the diagonal, which leaves
/// conflicts of that size: `g_k . d >= -1e-4 * trace * w_k`.
///
/// `compatibility` ignores gradients whose squared lengths add up to less than 1e-4, as TorchJD does: the update is then the mean,
/// without a word.
///
/// Source: Quinton and Rey, "Jacobian Descent for Multi-Objective Optimization", arXiv 2406.16232.
struct UPGrad: GramRule {
  static let name = "upgrad"
  static let summary = "mean of gradients that are projected to conflict with none (Quinton and Rey, 2024)"
  static let usesPreference = true
  static let publishedScale = UpdateScale.mean
  static let settings: [any AnySetting] = [ScopeKey.setting, ConflictFreeCone.compatibility]

  let scope: GradientScope
  private let cone: ConflictFreeCone

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    cone = ConflictFreeCone(settings)
  }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    let weights = context.preference(of: exits)
    return cone.projecting(
      weights.indices.map { i in weights.indices.map { $0 == i ? weights[i] : 0 } }, gram)
  }
}
