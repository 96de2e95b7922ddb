import WorkbenchCore

/// A rule on inner products decides the same whether the gradients' numbers lie in single precision, in which networks train, or in
/// double.
///
/// The gradients are g1, g2 and g1 + g2, of 10^5 numbers: they depend on each other, and the smallest eigenvalue of their inner products
/// is zero up to rounding. Errors of 1e-8 in the inner products would decide in its place.
enum PrecisionLaw {
  /// What a rule does otherwise; strategies that do not choose from inner products keep to the law.
  static func violations(_ make: (TinyNetwork) throws -> any GradientStrategy) throws -> [String] {
    guard let scope = try scope(of: make(TinyNetwork())) else { return [] }
    let numbers = dependentNumbers
    let (single, double) = (try answer(make, numbers), try answer(make, numbers.map { $0.map(Double.init) }))
    let size = double.weights.reduce(1) { max($0, $1.magnitude) }
    var found: [String] = []
    if single.outcomes != double.outcomes {
      found.append(
        "of dependent gradients over the \(scope) it reports \(single.outcomes) in single precision, and "
          + "\(double.outcomes) in double")
    }
    if !zip(single.weights, double.weights).allSatisfy({ abs($0 - $1) <= 1e-6 * size }) {
      found.append(
        "of dependent gradients over the \(scope) it chooses \(single.weights) in single precision, and "
          + "\(double.weights) in double")
    }
    return found
  }

  private static func scope(of strategy: any GradientStrategy) -> GradientScope? {
    if case .gram(let scope) = strategy.need { scope } else { nil }
  }

  private static func answer<Number: TensorElement>(
    _ make: (TinyNetwork) throws -> any GradientStrategy, _ rows: [[Number]]
  ) throws -> (weights: [Double], outcomes: [String]) {
    var strategy = try make(TinyNetwork())
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let products = try innerProducts(of: rows.map { [try Tensor($0, [$0.count])] })
    let weights = try strategy.weights(
      of: GramMatrix(products, exits: 0..<rows.count), losses: [1.5, 1.2, 1], in: &context)
    let outcomes = context.telemetry.outcomes.map { outcome in
      switch outcome.status {
      case .converged: "\(outcome.scope): converged"
      case .fallback(let reason): "\(outcome.scope): fallback, \(reason.name)"
      case .undefined(let reason): "\(outcome.scope): undefined, \(reason.name)"
      }
    }
    return (weights, outcomes)
  }

  /// g1, g2 and their sum, which is rounded to single precision like any gradient.
  private static let dependentNumbers: [[Float]] = {
    var random = RandomStream(seed: 1, purpose: "dependent gradients")
    let first = (0..<100_000).map { _ in Float(random.normal()) }
    let second = (0..<100_000).map { _ in Float(random.normal()) }
    return [first, second, zip(first, second).map(+)]
  }()
}
