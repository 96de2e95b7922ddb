import WorkbenchCore

/// A rule that learns its weights from the gradients of two independent batches before it weighs those of the step's own.
///
/// With one batch a weighted Gram matrix is a biased estimate: the noise of a gradient is multiplied by itself. Here the noises are of
/// different samples, and so are those of the gradients that are weighed in the end.
protocol CrossBatchRule: GradientStrategy {
  /// On the simplex, one for every exit; empty before ``GradientStrategy/prepare(for:)``.
  var weights: [Double] { get set }

  /// What the exits' gradients are multiplied by.
  var factors: [Double] { get }

  /// Moves the weights; `products[i][j]` is the inner product of exit i's gradient on one batch with exit j's on the other.
  mutating func learn(from products: [[Double]])
}

extension CrossBatchRule {
  static var roles: StrategyRoles { .combination }

  var need: GradientNeed { .gram(.backbone) }
  var extraBatches: Int { 2 }

  mutating func prepare(for topology: Topology) {
    weights = topology.exits.map { _ in 1 / Double(topology.exits.count) }
  }

  mutating func stepBegan(_ trial: StepTrial, in context: inout StepContext) throws {
    let products = try trial.crossGram(of: 1, with: 2)
    // What is not finite ends the run at the step's own losses.
    if products.joined().allSatisfy(\.isFinite) { learn(from: products) }
    for (exit, weight) in weights.enumerated() { context.report("weight/\(exit + 1)", weight) }
  }

  func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] { factors }

  func state() -> StrategyState { StrategyState(numbers: ["weights": weights]) }

  mutating func restore(_ state: StrategyState) throws {
    weights = try state.numbers("weights", count: weights.count)
  }
}
