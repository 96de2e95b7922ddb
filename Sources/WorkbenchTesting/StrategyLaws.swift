import WorkbenchCore

/// What every strategy must keep to.
public enum StrategyLaws {
  /// Trains ``TinyNetwork`` for a few steps: without a break, from the saved state, and behind another strategy in a list.
  ///
  /// - Parameters:
  ///   - type: the strategy.
  ///   - keys: as a recipe would write them.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the strategy throws.
  public static func violations(of type: any GradientStrategy.Type, keys: [String: String] = [:]) throws -> [String] {
    func make(for tiny: TinyNetwork) throws -> any GradientStrategy {
      var strategy = try type.init(Settings(for: type.settings, keys))
      try strategy.prepare(for: tiny.network.topology)
      return strategy
    }
    return try resumeViolations(make) + listViolations(make)
  }

  private static func resumeViolations(
    _ make: (TinyNetwork) throws -> any GradientStrategy
  ) throws -> [String] {
    var found: [String] = []
    let tiny = try TinyNetwork()
    var strategy = try make(tiny)
    for step in 0..<3 {
      let losses = try tiny.train(with: &strategy, step: step)
      if losses.count != 3 { found.append("\(losses.count) losses for three exits") }
      if !losses.allSatisfy(\.isFinite) { found.append("step \(step) has the losses \(losses)") }
      for (parameter, gradient) in try zip(tiny.network.scope.parameters, tiny.gradients()) {
        if let gradient, !gradient.allSatisfy(\.isFinite) {
          found.append("step \(step) leaves no number as the gradient of '\(parameter.name)'")
        }
      }
    }
    try strategy.epochEnded(EpochSummary(epoch: 0, epochs: 2, losses: [1, 1, 1]))

    let resumed = try TinyNetwork(seed: 1)
    try resumed.assign(tiny)
    var restored = try make(resumed)
    try restored.restore(strategy.state())
    for step in 3..<5 {
      let losses = try tiny.train(with: &strategy, step: step)
      if try resumed.train(with: &restored, step: step) != losses {
        found.append("step \(step) has other losses when resumed")
      }
      if try tiny.gradients() != resumed.gradients() { found.append("step \(step) has other gradients when resumed") }
    }
    return found
  }

  /// A list asks a member for what its roles name alone, so a hook without its role would be lost.
  private static func listViolations(_ make: (TinyNetwork) throws -> any GradientStrategy) throws -> [String] {
    var found: [String] = []
    let (alone, listed) = (try TinyNetwork(), try TinyNetwork())
    var strategy = try make(alone)
    var list: any GradientStrategy = try StrategyList([Silent(), make(listed)])
    for step in 0..<2 {
      let losses = try alone.train(with: &strategy, step: step)
      let others = try listed.train(with: &list, step: step)
      if try losses != others || alone.gradients() != listed.gradients() {
        found.append("step \(step) differs in a list: 'roles' must name every hook that is filled")
      }
    }
    return found
  }
}

/// Fills no hook.
private struct Silent: GradientStrategy {
  static let name = "silent"
  static let summary = "fills no hook"

  init() {}
  init(_ settings: Settings) {}
}
