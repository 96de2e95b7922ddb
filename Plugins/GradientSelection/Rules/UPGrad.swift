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
    let weights = preference.weights(of: exits)
    return cone.projecting(
      weights.indices.map { i in weights.indices.map { $0 == i ? weights[i] : 0 } }, gram)
  }
}
