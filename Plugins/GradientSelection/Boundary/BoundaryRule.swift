import WorkbenchCore

/// A rule for two gradients: at every exit but the last, that of its own head and that of all deeper exits.
///
/// Whatever the rule makes of the two goes on, so a step takes one backward pass. Gradients are those of the exit's features, all
/// scales and the whole batch as one vector; deeper exits have been merged into one before, so this is weaker than a rule that sees
/// every exit's gradient.
protocol BoundaryRule: GradientStrategy {
  /// What the two gradients are multiplied by before they are added, given their squared lengths and their inner product.
  static func weights(head: Double, trunk: Double, both: Double) -> (head: Double, trunk: Double)
}

extension BoundaryRule {
  static var roles: StrategyRoles { [.branch, .combination] }

  var need: GradientNeed { .cotangents }

  func merge(_ gradients: BoundaryGradients, at exit: Exit, in context: inout StepContext) throws -> [Tensor?] {
    guard !exit.isLast else { return gradients.head }
    let products = try gradients.products()
    let weights = Self.weights(head: products.head, trunk: products.trunk, both: products.both)
    return try gradients.weighted(head: weights.head, trunk: weights.trunk)
  }
}
