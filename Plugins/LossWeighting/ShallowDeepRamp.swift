import WorkbenchCore

/// Early exits gain weight from epoch to epoch, by an ``ExitRamp``.
///
/// The ramp depends on the number of epochs: a longer run is another training from its first epoch on.
struct ShallowDeepRamp: GradientStrategy {
  static let name = "sdn-ramp"
  static let summary = "early exits gain weight from epoch to epoch (Shallow-Deep Networks, ICML 2019)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own

  static let tau = Setting(
    "tau", default: [], each: 0...1e6,
    "the weight that each early exit ends with, shallowest first; the empty list: 0.15, 0.3, ... 0.9")
  static let settings: [any AnySetting] = [tau]

  private let settings: Settings
  private let ramp: ExitRamp

  init(_ settings: Settings) { (self.settings, ramp) = (settings, ExitRamp(tau: settings[Self.tau])) }

  func prepare(for topology: Topology) throws {
    let early = topology.exits.count - 1
    let given = settings[Self.tau]
    guard given.isEmpty else { return try settings.requireOneForEach(early, "early exits", given, of: Self.tau) }
    guard early > ramp.tau.count else { return }
    throw settings.problem(
      Self.tau, "'sdn-ramp' has published weights for \(ramp.tau.count) early exits, but the network has \(early)",
      hint: "give 'tau' one value for each, such as its share of the whole network's cost")
  }

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    ramp.weights(of: losses.count, in: context)
  }
}
