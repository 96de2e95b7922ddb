import WorkbenchCore

/// Every block receives the mean of the gradients of the exits behind it, in place of their sum.
///
/// Values pass unchanged; gradients are scaled. At exit k of K, counted from 1, `K - k + 1` exits look through the features:
/// their gradient is divided by this number, and that of the next block multiplied by `K - k`, as it is a mean already. Heads
/// keep their own gradient. One backward pass, no state.
///
/// All scales that cross the boundary are scaled, so the mean is exact. The released code scales the coarsest alone, the one
/// that the head reads, and in MSDNet the finer ones still carry plain sums: `coarsest-only` does the same.
///
/// Against the sum, early blocks take steps up to K times smaller: the learning rate must follow.
///
/// Source: Li et al., "Improved Techniques for Training Adaptive Deep Networks", ICCV 2019, section 3.1.
struct GradientEquilibrium: GradientStrategy {
  static let name = "ge"
  static let summary = "every block gets the mean of its exits' gradients (gradient equilibrium, ICCV 2019)"
  static let roles = StrategyRoles.branch
  static let publishedScale = UpdateScale.mean

  static let coarsestOnly = Setting(
    "coarsest-only", default: false, "scales the gradient of the coarsest scale alone, as the released code does")
  static let settings: [any AnySetting] = [coarsestOnly]

  private let coarsestOnly: Bool

  init(_ settings: Settings) { coarsestOnly = settings[Self.coarsestOnly] }

  func branch(_ features: Features, at exit: Exit) throws -> Branch {
    try Branch(meanOfGradientsAt: exit, of: features, coarsestOnly: coarsestOnly)
  }
}
