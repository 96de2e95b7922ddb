import WorkbenchCore

/// The last exit teaches the others by its probabilities: IMTA's one-for-all knowledge transfer.
///
/// The loss of an early exit is `(1 - gamma) CE + gamma T^2 KL`, with KL the divergence from the last exit's probabilities at
/// the temperature T; that of the last exit is CE. The teacher gets no gradient. In the paper it goes together with gradient
/// equilibrium: `strategy: [ge, one-for-all]`.
///
/// The released code averages KL over samples and classes, which makes it as many times weaker as there are classes:
/// `mean-over: elements` does the same. Defaults are those for CIFAR; for ImageNet `gamma` is 0.1 and `temperature` 1.
///
/// Source: Li et al., "Improved Techniques for Training Adaptive Deep Networks", ICCV 2019, section 3.3. Both stages of
/// the paper are ``TwoStages``.
struct OneForAll: GradientStrategy {
  static let name = "one-for-all"
  static let summary = "early exits learn the last one's probabilities (IMTA, ICCV 2019)"
  static let roles = StrategyRoles.losses

  static let settings = OneForAllLosses.settings

  private let teaching: OneForAllLosses

  init(_ settings: Settings) { teaching = OneForAllLosses(settings) }

  func losses(of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext) throws -> [Tensor] {
    try teaching.losses(of: outputs, labels: labels)
  }
}
