import WorkbenchCore

/// Aligned-MTL: the gradients are replaced by the nearest orthogonal ones of equal length before their weighted mean is taken.
///
/// `scale-mode` is the singular value that all get: the smallest (`min`), the lower `median`, or the root of the mean square
/// (`rmse`, the first code). With nearly parallel exits, the usual case here, the smallest is tiny and so is the step; the others
/// are safer. `rank` in the metrics is the number of singular values above rounding; the others are left out.
///
/// Weights are 1/K as in the paper's balanced form and TorchJD; LibMTL takes 1, which is `preference` of ones.
///
/// Source: Senushkin et al., "Independent Component Alignment for Multi-Task Learning", CVPR 2023.
struct AlignedMTL: GramRule {
  static let name = "aligned-mtl"
  static let summary = "gradients made orthogonal and equally long (Senushkin et al., CVPR 2023)"
  static let usesPreference = true
  static let publishedScale = UpdateScale.mean

  enum ScaleMode: String, SettingChoice { case min, median, rmse }

  static let scaleMode = Setting(
    "scale-mode", default: ScaleMode.min, "singular value that all gradients get: smallest, median, or root mean square"
  )
  static let settings: [any AnySetting] = [ScopeKey.setting, scaleMode]

  let scope: GradientScope
  private let scaleMode: ScaleMode

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    scaleMode = settings[Self.scaleMode]
  }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    let eigen = SymmetricEigen(gram)
    // Gradients are rounded to single precision, by 2^-24 of a number: what is left of the eigenvalues of dependent ones is smaller.
    let rounding = Double(gram.count) * 0x1p-48
    let kept = eigen.above(rounding).map(\.value).sorted()
    context.report("rank", Double(kept.count))
    let weights = context.preference(of: exits)
    guard let smallest = kept.first else { return Solution(weights, .fallback(.zeroGradient)) }
    let square =
      switch scaleMode {
      case .min: smallest
      case .median: kept[(kept.count - 1) / 2]
      case .rmse: kept.reduce(0, +) / Double(kept.count)
      }
    return Solution(eigen.applying({ (square / $0).squareRoot() }, to: weights, above: rounding))
  }
}
