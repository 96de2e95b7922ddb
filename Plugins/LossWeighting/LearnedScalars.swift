import WorkbenchCore

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
