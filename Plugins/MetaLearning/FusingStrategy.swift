import WorkbenchCore

/// A strategy that trains exits apart and fuses the weights: it chooses the grain, and what is learned in a step of an exit's own pass.
protocol FusingStrategy: GradientStrategy {
  var fusion: FusionSettings { get }
  /// `nil` before the network is known.
  var training: ApartTraining? { get set }

  /// Follows the optimizer's step in the pass of an exit.
  func apartStepEnded(_ training: ApartTraining, in context: StepContext) throws
}

extension FusingStrategy {
  static var roles: StrategyRoles { [.combination, .phases] }
  static var publishedScale: UpdateScale { .own }
  static var settings: [any AnySetting] { FusionSettings.all }

  func apartStepEnded(_ training: ApartTraining, in context: StepContext) throws {}

  func phases(of epoch: Int, in epochs: Int) -> [EpochPhase] { training?.phases ?? [.ordinary] }

  mutating func phaseBegan(in context: inout StepContext) throws { try training?.begin(context.phase) }

  mutating func stepBegan(_ trial: StepTrial, in context: inout StepContext) throws {
    if let training, training.isFusion(context.phase) { try training.fuse() }
  }

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    fusion.weights(of: losses.count, in: context)
  }

  mutating func stepEnded(in context: inout StepContext) throws {
    guard let training else { return }
    if training.isFusion(context.phase) {
      try training.learnFusion(rate: fusion.rate(in: context))
    } else {
      try apartStepEnded(training, in: context)
    }
  }

  mutating func phaseEnded(in context: inout StepContext) throws {
    try training?.end(context.phase)
    if let training, training.isFusion(context.phase) { try training.report(in: &context) }
  }

  /// The epoch's start, and what each exit's pass came to.
  var copiesOfWeights: Int { training?.phases.count ?? 0 }

  func state() throws -> StrategyState { try training?.state() ?? StrategyState() }

  mutating func restore(_ state: StrategyState) throws { try training?.restore(state) }
}
