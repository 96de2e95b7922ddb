import WorkbenchCore

/// Early exits begin with almost no weight and gain it epoch by epoch; the last exit has weight 1.
///
/// In epoch e of E, early exit k has the weight `min(tau[k], 0.01 + e / E * tau[k])`. Ideally `tau[k]` is the exit's share of
/// the whole network's cost; without a list, the values published for six early exits are used, from the first on.
///
/// The ramp depends on the number of epochs: a longer run is another training from its first epoch on.
///
/// Source: Kaya et al., "Shallow-Deep Networks: Understanding and Mitigating Network Overthinking", ICML 2019; the list of six
/// is that of the released code.
struct ShallowDeepRamp: GradientStrategy {
  static let name = "sdn-ramp"
  static let summary = "early exits gain weight from epoch to epoch (Shallow-Deep Networks, ICML 2019)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own

  static let tau = Setting(
    "tau", default: [], each: 0...1e6,
    "the weight that each early exit ends with, shallowest first; the empty list: 0.15, 0.3, ... 0.9")
  static let settings: [any AnySetting] = [tau]

  private static let published = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9]

  private let settings: Settings

  init(_ settings: Settings) { self.settings = settings }

  private var tau: [Double] { settings[Self.tau].isEmpty ? Self.published : settings[Self.tau] }

  func prepare(for topology: Topology) throws {
    let early = topology.exits.count - 1
    let given = settings[Self.tau]
    guard given.isEmpty else { return try settings.requireOneForEach(early, "early exits", given, of: Self.tau) }
    guard early > tau.count else { return }
    throw settings.problem(
      Self.tau, "'sdn-ramp' has published weights for \(tau.count) early exits, but the network has \(early)",
      hint: "give 'tau' one value for each, such as its share of the whole network's cost")
  }

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    let progress = Double(context.epoch) / Double(context.epochs)
    return tau.prefix(losses.count - 1).map { min($0, 0.01 + progress * $0) } + [1]
  }
}
