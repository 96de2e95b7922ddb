import WorkbenchCore

/// A rule that weighs the exits' gradients by their inner products alone.
///
/// A rule has its keys, its published scale and its solver; scope and reports are the same for all rules.
protocol GramRule: GradientStrategy {
  /// The parameters that are looked at together.
  var scope: GradientScope { get }

  /// The weights for one scope, `gram.count` of them; `exits` are those whose gradients `gram` is about.
  mutating func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) throws -> Solution
}

extension GramRule {
  static var roles: StrategyRoles { .combination }

  var need: GradientNeed { .gram(scope) }

  mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) throws -> [Double] {
    let solution = try solve(SymmetricMatrix(gram), exits: gram.exits, losses: losses, in: &context)
    context.report(solution.status)
    return solution.weights
  }
}
