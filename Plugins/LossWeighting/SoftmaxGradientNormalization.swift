import WorkbenchCore

/// GradNorm as LibMTL has it: weights are K times a softmax of trained scalars, and progress is measured from the first epoch's
/// mean losses.
///
/// Otherwise than in ``GradientNormalization``, norms are those of the gradients at all shared parameters, the weights act on
/// these alone and stay positive by themselves, and the first epoch has weights 1.
///
/// LibMTL trains the scalars by the network's optimizer; here they take plain steps of its learning rate, as scheduled.
///
/// Source: LibMTL's variant of Chen et al., "GradNorm", ICML 2018, and its `alpha`.
struct SoftmaxGradientNormalization: GradientStrategy {
  static let name = "gradnorm-softmax"
  static let summary = "GradNorm with softmax weights, from the second epoch on (LibMTL)"
  static let roles = StrategyRoles.combination

  static let settings: [any AnySetting] = [GradientNormalization.alpha]

  private let alpha: Double
  private var scalars = TrainedScalars([], rule: .descent(momentum: 0))
  /// Absent in the first epoch.
  private var firstLosses: [Double]?

  init(_ settings: Settings) { alpha = settings[GradientNormalization.alpha] }

  mutating func prepare(for topology: Topology) {
    scalars = TrainedScalars(topology.exits.map { _ in 0 }, rule: .descent(momentum: 0))
  }

  var need: GradientNeed { .gram(.backbone) }

  mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] {
    guard let firstLosses else { return losses.map { _ in 1 } }
    let weights = softmax(scalars.values).map { $0 * Double(losses.count) }
    let slopes = normSlopes(weights: weights, gram, losses: losses, firstLosses: firstLosses, alpha: alpha)
    scalars.step(along: Self.throughSoftmax(slopes, weights: weights), rate: context.learningRate)
    return weights
  }

  /// The slopes by scalar, of those by weight.
  static func throughSoftmax(_ slopes: [Double], weights: [Double]) -> [Double] {
    let mean = zip(weights, slopes).reduce(0) { $0 + $1.0 * $1.1 } / Double(weights.count)
    return zip(weights, slopes).map { $0 * ($1 - mean) }
  }

  mutating func epochEnded(_ summary: EpochSummary) { if summary.epoch == 0 { firstLosses = summary.losses } }

  func state() -> StrategyState {
    var numbers = scalars.state
    numbers["first losses"] = firstLosses
    return StrategyState(numbers: numbers)
  }

  mutating func restore(_ state: StrategyState) throws {
    try scalars.restore(state)
    firstLosses = state.numbers["first losses"]
  }
}
