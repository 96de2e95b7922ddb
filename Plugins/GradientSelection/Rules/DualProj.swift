import WorkbenchCore

/// DualProj: the weighted mean of the gradients is projected to where no exit's loss rises.
///
/// One projection where ``UPGrad`` has one for every gradient; the constants and their consequences are the same.
///
/// Source: Lopez-Paz and Ranzato, "Gradient Episodic Memory for Continual Learning", NeurIPS 2017, equation 11, with the exits in
/// place of earlier tasks.
struct DualProj: GramRule {
  static let name = "dualproj"
  static let summary = "the mean gradient, projected to conflict with none (Lopez-Paz and Ranzato, NeurIPS 2017)"
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
    cone.projecting([context.preference(of: exits)], gram)
  }
}
