import WorkbenchCore

/// Weights are drawn anew in every step: a softmax of independent standard normal numbers.
///
/// They are positive and add up to 1, 1/K each on average. What a step draws depends on the recipe's seed and the step alone.
/// A baseline that asks whether a cleverer rule beats chance.
///
/// Source: Lin et al., "Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning", TMLR 2022.
struct RandomLossWeighting: GradientStrategy {
  static let name = "rlw"
  static let summary = "random weights of losses in every step (Lin et al., TMLR 2022)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.mean

  init(_ settings: Settings) {}

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    var random = context.random(Self.name)
    return softmax(losses.map { _ in random.normal() })
  }
}
