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
  static let publishedScale = PublishedScale.mean
  static let settings: [any AnySetting] = CombinationKeys.ofGram + [Preference.setting, ConflictFreeCone.compatibility]

  let combination: CombinationKeys
  private let preference: Preference
  private let cone: ConflictFreeCone

  init(_ settings: Settings) throws {
    combination = CombinationKeys(ofGram: settings)
    preference = try Preference(settings)
    cone = ConflictFreeCone(settings)
  }

  func prepare(for topology: Topology) throws { try preference.check(topology) }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    cone.projecting([preference.weights(of: exits)], gram)
  }
}
