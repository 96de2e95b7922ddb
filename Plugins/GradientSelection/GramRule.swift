import WorkbenchCore

/// A rule that weighs the exits' gradients by their inner products alone.
///
/// A rule says its keys, its published scale and how it solves; scope, unit rows, scale and reports are the same for all.
protocol GramRule: GradientStrategy {
  static var publishedScale: PublishedScale { get }
  var combination: CombinationKeys { get }

  /// The weights for one scope, `gram.count` of them; `exits` are those whose gradients `gram` is about.
  mutating func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) throws -> Solution
}

extension GramRule {
  static var roles: StrategyRoles { .combination }
  static var updateScale: UpdateScale? { publishedScale }

  var need: GradientNeed { .gram(combination.scope) }

  mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) throws -> [Double] {
    let matrix = SymmetricMatrix(gram)
    let inverse = combination.unitRows ? matrix.inverseNorms : []
    let solution = try solve(
      combination.unitRows ? matrix.scaled(by: inverse) : matrix, exits: gram.exits, losses: losses, in: &context)
    context.report(solution.status)
    let weights = combination.unitRows ? zip(solution.weights, inverse).map(*) : solution.weights
    let factor = Self.publishedScale.factor(to: combination.scale, count: gram.count) {
      (matrix.length(weights), matrix.length([Double](repeating: 1, count: gram.count)))
    }
    return weights.map { $0 * factor }
  }
}
