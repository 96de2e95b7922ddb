import WorkbenchCore

/// A rule that projects weighted sums of the gradients to where no exit's loss rises, and adds what comes of it.
///
/// Inner products are divided by their trace and get 1e-4 on the diagonal, which leaves conflicts of that size:
/// `g_k . d >= -1e-4 * trace * w_k`. Without conflict the update is the weighted mean.
///
/// `compatibility` ignores gradients whose squared lengths add up to less than 1e-4, as TorchJD does: the update is then the mean,
/// without a word.
protocol ConflictFreeRule: GramRule {
  var cone: ConflictFreeCone { get }

  /// The weights of the sums that are projected, given those of the mean that the rule starts from.
  static func sums(ofMean weights: [Double]) -> [[Double]]
}

extension ConflictFreeRule {
  static var usesPreference: Bool { true }
  static var publishedScale: UpdateScale { .mean }
  static var settings: [any AnySetting] { [ScopeKey.setting, ConflictFreeCone.compatibility] }

  var scope: GradientScope { cone.scope }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    cone.projecting(Self.sums(ofMean: context.preference(of: exits)), gram)
  }
}
