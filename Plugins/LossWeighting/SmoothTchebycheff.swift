import WorkbenchCore

/// The largest of the exits' losses is minimised, smoothly.
///
/// The objective is `mu * log(sum of exp(preference[k] * (loss[k] - reference[k]) / mu))`, so the weights are
/// `preference * softmax(preference * (loss - reference) / mu)`. The smaller `mu`, the more the worst exit counts alone.
///
/// | key | default | published range |
/// |---|---|---|
/// | `mu` | 1 (LibMTL) | 0.01, 0.1, 0.5, 1 |
/// | `preference` | 1/K each | a point of the simplex |
/// | `reference` | 0: the best a loss can be | slightly below the best value |
///
/// With the default preference the weights add up to 1/K: the learning rate must follow.
///
/// Source: Lin et al., "Smooth Tchebycheff Scalarization for Multi-Objective Optimization", ICML 2024.
struct SmoothTchebycheff: GradientStrategy {
  static let name = "stch"
  static let summary = "the largest loss, smoothed (smooth Tchebycheff scalarization, ICML 2024)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own

  static let mu = Setting("mu", default: 1.0, in: 1e-6...1e6, "how smooth the maximum is")
  static let preference = Setting(
    "preference", default: [], each: 0...1e6, "how much each exit's loss counts; the empty list: 1/K each")
  static let reference = Setting(
    "reference", default: [], each: -1e6...1e6, "what is taken from each exit's loss; the empty list: nothing")
  static let settings: [any AnySetting] = [mu, preference, reference]

  private let settings: Settings

  init(_ settings: Settings) { self.settings = settings }

  func prepare(for topology: Topology) throws {
    for list in [Self.preference, Self.reference] where !settings[list].isEmpty {
      try settings.requireOneForEach(topology.exits.count, "exits", settings[list], of: list)
    }
  }

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    func list(_ setting: Setting<[Double]>, orElse value: Double) -> [Double] {
      settings[setting].isEmpty ? losses.map { _ in value } : settings[setting]
    }
    let preference = list(Self.preference, orElse: 1 / Double(losses.count))
    let reference = list(Self.reference, orElse: 0)
    let exponents = losses.indices.map { preference[$0] * (losses[$0] - reference[$0]) / settings[Self.mu] }
    return zip(preference, softmax(exponents)).map { $0 * $1 }
  }
}
