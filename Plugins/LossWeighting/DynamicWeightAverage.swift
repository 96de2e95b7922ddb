import WorkbenchCore

/// Exits whose loss fell least from epoch to epoch count more.
///
/// With `r[k]` the ratio of exit k's mean training losses in the last epoch and the one before, the weights of an epoch are
/// `K * softmax(r / temperature)`, which add up to K. The first two epochs have weights 1. The losses compared are
/// unweighted.
///
/// The two epochs' means are remembered in checkpoints, which neither LibMTL nor TorchJD does.
///
/// Source: Liu et al., "End-to-End Multi-Task Learning with Attention", CVPR 2019, equation 7; temperature 2 as published.
struct DynamicWeightAverage: GradientStrategy {
  static let name = "dwa"
  static let summary = "exits whose loss falls least count more, by epoch (DWA, CVPR 2019)"
  static let roles = StrategyRoles.combination

  static let temperature = Setting(
    "temperature", default: 2.0, in: 1e-6...1e6, "the higher, the more equal the weights")
  static let settings: [any AnySetting] = [temperature]

  private let temperature: Double
  /// The mean losses of the last two epochs, the older first; fewer in the first two.
  private var history: [[Double]] = []

  init(_ settings: Settings) { temperature = settings[Self.temperature] }

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    guard history.count == 2 else { return losses.map { _ in 1 } }
    let ratios = zip(history[1], positive(history[0])).map { $0 / $1 }
    return softmax(ratios.map { $0 / temperature }).map { $0 * Double(losses.count) }
  }

  mutating func epochEnded(_ summary: EpochSummary) { history = (history + [summary.losses]).suffix(2) }

  func state() -> StrategyState {
    StrategyState(numbers: Dictionary(uniqueKeysWithValues: history.enumerated().map { ("losses \($0)", $1) }))
  }

  mutating func restore(_ state: StrategyState) { history = (0..<2).compactMap { state.numbers["losses \($0)"] } }
}
