import WorkbenchCore

/// Weighs the exits' losses.
struct WeightedLosses: GradientStrategy {
  static let name = "weighted-losses"
  static let summary = "fixed weights of losses"
  static let roles = StrategyRoles.combination

  let factors: [Double]

  init(_ factors: [Double]) { self.factors = factors }
  init(_ settings: Settings) { factors = [1, 1, 1] }

  mutating func weights(of losses: [Double], in context: inout StepContext) -> [Double] { factors }
}

/// Weighs the exits' gradients, and writes down what it is shown.
struct WeightedGradients: GradientStrategy {
  static let name = "weighted-gradients"
  static let summary = "fixed weights of gradients"
  static let roles = StrategyRoles.combination

  let factors: [Double]
  let need: GradientNeed
  private(set) var seen: [GramMatrix] = []
  private(set) var seenLosses: [[Double]] = []

  init(_ factors: [Double], _ scope: GradientScope) { (self.factors, need) = (factors, .gram(scope)) }
  init(_ settings: Settings) { (factors, need) = ([1, 1, 1], .gram(.backbone)) }

  mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] {
    seen.append(gram)
    seenLosses.append(losses)
    return Array(factors[gram.exits])
  }
}

/// Adds the exits' gradients row by row, and writes down their shapes.
struct SummedRows: GradientStrategy {
  static let name = "summed-rows"
  static let summary = "the sum of gradients"
  static let roles = StrategyRoles.combination

  let need: GradientNeed
  private(set) var shapes: [[Int]] = []

  init(_ scope: GradientScope) { need = .rows(scope) }
  init(_ settings: Settings) { need = .rows(.backbone) }

  mutating func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor {
    shapes.append(rows.shape)
    return try rows.sum(dims: [0])
  }
}
