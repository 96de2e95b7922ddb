import WorkbenchCore

/// Every exit's loss has a weight that never changes.
///
/// The weights are used as given: their sum scales the gradient of the shared parameters, and with it the learning rate that
/// fits. Heads are scaled, too, each by its own exit's weight.
///
/// Source: as in Huang et al., "Multi-Scale Dense Networks", ICLR 2018, whose weights are all 1; Kurin et al., "In Defense of
/// the Unitary Scalarization for Deep Multi-Task Learning", NeurIPS 2022, found that well-chosen ones match most rules.
struct FixedWeights: GradientStrategy {
  static let name = "weighted"
  static let summary = "fixed weights of the exits' losses"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own

  static let weights = RequiredSetting<[Double]>("weights", each: 0...1e6, "one for each exit, shallowest first")
  static let settings: [any AnySetting] = [weights]

  private let settings: Settings
  private let factors: [Double]

  init(_ settings: Settings) throws { (self.settings, factors) = (settings, try settings[Self.weights]) }

  func prepare(for topology: Topology) throws {
    try settings.requireOneForEach(topology.exits.count, "exits", factors, of: Self.weights)
  }

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] { factors }
}
