import WorkbenchCore

/// The keys of strategies that train exits apart and fuse the weights, and what follows from them for the losses.
struct FusionSettings {
  static let auxiliary = Setting(
    "auxiliary", default: [], each: 0...1e6,
    "weights of the other exits' losses in an exit's pass; the empty list: 0.1, 0.1, 0.06, 0.06, 0.075, 0.09, 0.1")
  static let tau = Setting(
    "tau", default: [], each: 0...1e6,
    "the weight that each early exit's loss ends with in the fusion; the empty list: 0.15, 0.3, ... 0.9")
  static let gateRate = Setting("gate-rate", default: 0.1, in: 0...1e6, "Adam's learning rate of the gates")
  static let gateMilestone = Setting<Double?>(
    "gate-milestone", default: nil, in: 0...1,
    "share of the epochs after which the gates' learning rate is a tenth; none: never")
  static let keptGates = Setting(
    "kept-gates", default: 0.9, in: 0...1, "share of the gates before an epoch in those after it")
  static let all: [any AnySetting] = [auxiliary, tau, gateRate, gateMilestone, keptGates]

  /// Of the released code, for seven exits.
  private static let publishedAuxiliary = [0.1, 0.1, 0.06, 0.06, 0.075, 0.09, 0.1]

  let keptGates: Double
  private let settings: Settings
  private let auxiliary: [Double]
  private let ramp: ExitRamp

  init(_ settings: Settings) {
    self.settings = settings
    keptGates = settings[Self.keptGates]
    auxiliary = settings[Self.auxiliary].isEmpty ? Self.publishedAuxiliary : settings[Self.auxiliary]
    ramp = ExitRamp(tau: settings[Self.tau])
  }

  /// - Throws: ``RecipeError`` where a list does not fit the network.
  func check(_ topology: Topology) throws {
    let exits = topology.exits.count
    try check(Self.auxiliary, auxiliary.count, against: exits, "exits")
    try check(Self.tau, ramp.tau.count, against: exits - 1, "early exits")
  }

  private func check(_ setting: Setting<[Double]>, _ found: Int, against expected: Int, _ things: String) throws {
    let isGiven = !settings[setting].isEmpty
    guard isGiven ? found != expected : found < expected else { return }
    throw settings.problem(
      setting,
      isGiven
        ? "'\(setting.key)' has \(found) values, but the network has \(expected) \(things)"
        : "'\(setting.key)' has published values for \(found) \(things), but the network has \(expected)",
      hint: "give one value for each, shallowest first")
  }

  /// The weights of the losses in the phase of this step.
  func weights(of exits: Int, in context: StepContext) -> [Double] {
    guard context.phase < exits else { return ramp.weights(of: exits, in: context) }
    return auxiliary.prefix(exits).enumerated().map { $0 == context.phase ? 1 : $1 }
  }

  /// The gates' learning rate in this step.
  func rate(in context: StepContext) -> Double {
    let isLate = settings[Self.gateMilestone].map { Double(context.epoch) >= $0 * Double(context.epochs) } ?? false
    return settings[Self.gateRate] * (isLate ? 0.1 : 1)
  }
}
