import WorkbenchCore

/// A strategy that weighs every exit's loss by a function of a number which is trained with the network.
protocol LearnedScalarStrategy: GradientStrategy {
  var scalars: LearnedScalars { get set }

  /// The weight of a loss, given its exit's number.
  static func weight(of scalar: Double) -> Double

  /// The derivative of the exit's weighted loss with respect to its number, given the weight.
  static func slope(weight: Double, loss: Double) -> Double
}

extension LearnedScalarStrategy {
  static var roles: StrategyRoles { .combination }
  static var publishedScale: UpdateScale { .own }
  static var settings: [any AnySetting] { LearnedScalars.settings }

  mutating func prepare(for topology: Topology) { scalars.prepare(for: topology) }

  mutating func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    let weights = scalars.values.map(Self.weight)
    scalars.step(along: zip(weights, losses).map(Self.slope), in: context)
    return weights
  }

  func state() -> StrategyState { scalars.state() }
  mutating func restore(_ state: StrategyState) throws { try scalars.restore(state) }
}

/// One trained number for each exit, and its keys: what ``UncertaintyWeighting`` and ``ImpartialLosses`` share.
///
/// The published forms put the numbers into the network's optimizer, in a group without weight decay. Here they take steps of
/// gradient descent with momentum, whatever the recipe's optimizer is, at its learning rate and schedule unless another is
/// given.
struct LearnedScalars {
  static let initial = Setting(
    "initial", default: 0.0, in: -10.0...10.0, "what every exit's trained scalar begins at")
  static let learningRate = Setting<Double?>(
    "learning-rate", default: nil, in: 0...1e6, "step length of the scalars; none: the optimizer's, as scheduled")
  static let momentum = Setting("momentum", default: 0.9, in: 0..<1, "share of the scalars' last step that is kept")
  static let settings: [any AnySetting] = [initial, learningRate, momentum]

  private let settings: Settings
  private var scalars = TrainedScalars([], rule: .descent(momentum: 0))

  init(_ settings: Settings) { self.settings = settings }

  mutating func prepare(for topology: Topology) {
    let values = topology.exits.map { _ in settings[Self.initial] }
    scalars = TrainedScalars(values, rule: .descent(momentum: settings[Self.momentum]))
  }

  var values: [Double] { scalars.values }

  mutating func step(along gradient: [Double], in context: StepContext) {
    scalars.step(along: gradient, rate: settings[Self.learningRate] ?? context.learningRate)
  }

  func state() -> StrategyState { StrategyState(numbers: scalars.state) }

  mutating func restore(_ state: StrategyState) throws { try scalars.restore(state) }
}
