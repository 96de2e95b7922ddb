import Foundation
import WorkbenchCore

/// Weights that make all losses fall at the same rate, learned from how much each fell in the last step.
///
/// With logits `xi` and `z = softmax(xi)`, the weights are `z[k] / loss[k]`, scaled to add up to 1: one backward pass. After
/// the optimizer's step the losses of the same batch are computed again, one more forward pass, with `d[k]` the fall of
/// `log loss[k]`. The logits take a step of Adam along `z * (d - sum of z * d) + decay * xi`: an exit that improved more than
/// the others loses weight.
///
/// | key | default | elsewhere |
/// |---|---|---|
/// | `learning-rate` of the logits | 0.025 | |
/// | `decay` of the logits | 0.001 (the paper, LibMTL) | 0.00001 (the authors' code) |
///
/// Losses get 1e-8 added before they divide. Adam's moments are part of checkpoints, which TorchJD leaves out.
///
/// Source: Liu et al., "FAMO: Fast Adaptive Multitask Optimization", NeurIPS 2023.
struct FastAdaptiveWeighting: GradientStrategy {
  static let name = "famo"
  static let summary = "all losses fall at one rate; looks at the batch again after the step (FAMO, NeurIPS 2023)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.mean

  static let learningRate = Setting("learning-rate", default: 0.025, in: 0...1e6, "step length of the logits")
  static let decay = Setting("decay", default: 1e-3, in: 0...1e6, "how strongly the logits are pulled to zero")
  static let settings: [any AnySetting] = [learningRate, decay]

  private let learningRate: Double
  private let decay: Double
  private var logits = TrainedScalars([], rule: .adam)
  /// The losses of the step under way, before it.
  private var before: [Double] = []

  init(_ settings: Settings) { (learningRate, decay) = (settings[Self.learningRate], settings[Self.decay]) }

  mutating func prepare(for topology: Topology) {
    logits = TrainedScalars(topology.exits.map { _ in 0 }, rule: .adam)
  }

  mutating func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    before = losses
    let shares = zip(softmax(logits.values), losses).map { $0 / ($1 + 1e-8) }
    let sum = shares.reduce(0, +)
    return shares.map { $0 / sum }
  }

  var looksAtLossesAfterStep: Bool { true }

  mutating func stepEnded(in context: inout StepContext) {
    // After losses that are not finite the next step ends the run; the logits shall not be among what is lost.
    guard let after = context.lossesAfterStep, after.allSatisfy(\.isFinite) else { return }
    let falls = zip(before, after).map { log($0 + 1e-8) - log($1 + 1e-8) }
    let shares = softmax(logits.values)
    let mean = zip(shares, falls).reduce(0) { $0 + $1.0 * $1.1 }
    let gradient = falls.indices.map { shares[$0] * (falls[$0] - mean) + decay * logits.values[$0] }
    logits.step(along: gradient, rate: learningRate)
  }

  func state() -> StrategyState { StrategyState(numbers: logits.state) }
  mutating func restore(_ state: StrategyState) throws { try logits.restore(state) }
}
