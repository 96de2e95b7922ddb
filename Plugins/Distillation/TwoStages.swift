import WorkbenchCore

/// IMTA's two stages: the whole network by gradient equilibrium, then the heads alone, taught by the last exit.
///
/// In the first stage, a share of the epochs, every block receives the mean of its exits' gradients (`ge`) and losses are plain
/// cross entropies. In the second the blocks stay as they are, only their running statistics go on, and heads learn by the
/// losses of `one-for-all`.
///
/// The other half of the paper's second stage, inline subnetwork collaboration, is a key of the heads:
/// `heads: {name: msdnet-classifier, inline-collaboration: true}`. In the paper these layers begin with the second stage; in one run
/// they train from its beginning.
///
/// In the released code the second stage is a run of its own with the learning rates from their beginning. Here one schedule
/// spans both stages; the published way is two runs, the second `--from` the first with `strategy.first-stage=0`.
/// That the stages are equally long by default is ours.
///
/// Source: Li et al., "Improved Techniques for Training Adaptive Deep Networks", ICCV 2019, and its released code.
struct TwoStages: GradientStrategy {
  static let name = "imta"
  static let summary = "gradient equilibrium, then heads taught by the last exit (IMTA, ICCV 2019)"
  static let roles: StrategyRoles = [.branch, .losses, .phases]
  static let publishedScale = UpdateScale.mean

  static let firstStage = Setting(
    "first-stage", default: 0.5, in: 0...1, "share of the epochs that train the whole network")
  static let coarsestOnly = Setting(
    "coarsest-only", default: false, "scales the gradient of the coarsest scale alone, as the released code does")
  static let settings: [any AnySetting] = [firstStage] + OneForAllLosses.settings + [coarsestOnly]

  private let firstStage: Double
  private let coarsestOnly: Bool
  private let teaching: OneForAllLosses
  /// Which stage is under way.
  private var isSecond = false

  init(_ settings: Settings) {
    (firstStage, coarsestOnly) = (settings[Self.firstStage], settings[Self.coarsestOnly])
    teaching = OneForAllLosses(settings)
  }

  private func isSecond(_ epoch: Int, of epochs: Int) -> Bool { Double(epoch) >= firstStage * Double(epochs) }

  func phases(of epoch: Int, in epochs: Int) -> [EpochPhase] {
    isSecond(epoch, of: epochs) ? [EpochPhase("heads", training: .heads)] : [EpochPhase("network")]
  }

  mutating func phaseBegan(in context: inout StepContext) {
    isSecond = isSecond(context.epoch, of: context.epochs)
  }

  func branch(_ features: Features, at exit: Exit) throws -> Branch {
    // Nothing that is sent back would move anything.
    if isSecond { return Branch(try features.map { try $0.detached() }) }
    return try Branch(meanOfGradientsAt: exit, of: features, coarsestOnly: coarsestOnly)
  }

  func losses(of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext) throws -> [Tensor] {
    guard isSecond else { return try outputs.map { try $0.logits.crossEntropy(labels) } }
    return try teaching.losses(of: outputs, labels: labels)
  }

  func state() -> StrategyState { StrategyState(numbers: ["stage": [isSecond ? 2 : 1]]) }

  mutating func restore(_ state: StrategyState) throws {
    isSecond = try state.numbers("stage", count: 1) == [2]
  }
}
