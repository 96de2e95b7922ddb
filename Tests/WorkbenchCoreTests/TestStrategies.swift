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

/// Weighs the exits' losses by what it is shown of the first stage.
struct FirstStage: GradientStrategy {
  static let name = "first-stage"
  static let summary = "fixed weights, with a look at the first stage"
  static let roles = StrategyRoles.combination

  private(set) var seen: [GramMatrix] = []

  init() {}
  init(_ settings: Settings) {}
  var need: GradientNeed { .gramOfFirstStage }
  mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] {
    seen.append(gram)
    return [0.5, 2, 1]
  }
}

/// Merges gradients at every boundary with given weights of head and trunk, and writes down what it is shown.
struct Merged: GradientStrategy {
  static let name = "merged"
  static let summary = "weighted sums at boundaries"
  static let roles: StrategyRoles = [.branch, .combination]

  struct Seen: Equatable {
    let exit: Int
    let scope: String
    /// Whether there is a gradient, scale by scale.
    let head: [Bool]
    let trunk: [Bool]
  }

  private let weights: (Exit) -> (head: Double, trunk: Double)
  private(set) var seen: [Seen] = []

  init(_ weights: @escaping (Exit) -> (head: Double, trunk: Double)) { self.weights = weights }
  init(_ settings: Settings) { weights = { _ in (1, 1) } }

  var need: GradientNeed { .cotangents }

  mutating func merge(
    _ gradients: BoundaryGradients, at exit: Exit, in context: inout StepContext
  ) throws -> [Tensor?] {
    seen.append(
      Seen(
        exit: exit.number, scope: context.scope, head: gradients.head.map { $0 != nil },
        trunk: gradients.trunk.map { $0 != nil }))
    let (head, trunk) = weights(exit)
    return try gradients.weighted(head: head, trunk: trunk)
  }
}

/// Scales gradients in the forward pass, so that every block gets the mean of its exits' gradients.
struct Equilibrium: GradientStrategy {
  static let name = "equilibrium"
  static let summary = "mean gradients by scaling"
  static let roles = StrategyRoles.branch
  static let publishedScale = UpdateScale.mean

  init() {}
  init(_ settings: Settings) {}

  func branch(_ features: Features, at exit: Exit) throws -> Branch {
    let deeper = Double(exit.count - exit.number)
    let shared = try features.map { try $0.scalingGradient(by: 1 / (deeper + 1)) }
    return Branch(head: shared, trunk: try shared.map { try $0.scalingGradient(by: deeper) })
  }
}
