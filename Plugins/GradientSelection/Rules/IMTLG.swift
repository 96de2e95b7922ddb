import WorkbenchCore

/// IMTL-G: the update has the same projection on every exit's unit gradient, so that no exit gains more than another.
///
/// The weights add up to 1. They may be negative, which raises that exit's loss: `negative-weights` in the metrics counts them.
/// For dependent gradients the least-squares solution with the smallest weights is taken, and reported. Where the weights cancel,
/// the update is zero.
///
/// Source: Liu et al., "Towards Impartial Multi-task Learning", ICLR 2021, section 3.1.
struct IMTLG: GramRule {
  static let name = "imtl-g"
  static let summary = "equal projections on every unit gradient (Liu et al., ICLR 2021)"
  static let publishedScale = UpdateScale.mean

  static let compatibility = Setting(
    "compatibility", default: false, "weights cancel where their sum is below 1e-12, whatever the scale of gradients")
  static let settings: [any AnySetting] = [ScopeKey.setting, compatibility]

  private static let floor = 1e-12

  let scope: GradientScope
  private let compatibility: Bool

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    compatibility = settings[Self.compatibility]
  }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    var solution: Solution
    if let weights = UnitProjections.weights(gram, [Double](repeating: 1, count: gram.count)) {
      solution = Solution(weights)
    } else {
      let weights = SymmetricEigen(gram).applying({ 1 / $0 }, to: gram.norms, above: UnitProjections.cut)
      solution = Solution(weights, .fallback(.dependentGradients))
    }
    let sum = solution.weights.reduce(0, +)
    let size = compatibility ? 1 : solution.weights.reduce(0) { $0 + $1.magnitude }
    guard sum.magnitude > Self.floor * size else {
      return Solution([Double](repeating: 0, count: gram.count), .fallback(.stationary))
    }
    solution.weights = solution.weights.map { $0 / sum }
    let negative = solution.weights.count { $0 < 0 }
    if negative > 0 { context.report("negative-weights", Double(negative)) }
    return solution
  }
}
