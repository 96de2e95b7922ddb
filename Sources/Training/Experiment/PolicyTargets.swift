import RunFiles
import WorkbenchCore

extension PolicySection.FittingSplit {
  /// The split of the data set.
  package var split: Split {
    switch self {
    case .calibration: .calibration
    case .validation: .validation
    case .test: .test
    }
  }
}

extension Experiment {
  /// Refuses what the recipe asks of its exit policy where no training could bring it about.
  ///
  /// - Throws: ``RecipeError`` for a budget below the first exit's cost, shares that do not fit the exits, and anything that is
  ///   to be fitted on an empty split.
  func checkPolicyTargets() throws {
    let section = recipe.policySection
    let asked = [
      ("budget", section.budget != nil), ("accuracy", section.accuracy != nil),
      ("distribution", section.distribution != nil), ("temperature-scaling", section.scalesTemperatures),
    ].filter(\.1).map(\.0)
    let split = section.fitOn.split
    if let key = asked.first, dataset.count(of: split) == 0 {
      throw recipe.problem(
        "policy.\(key)",
        "'\(key)' is fitted on the \(split.rawValue) split, which the data set '\(recipe.data.name)' leaves empty",
        hint: "give the split samples, or choose another with policy.fit-on")
    }
    if let budget = section.budget { try checkBudget(budget) }
    if let shares = section.distribution { try checkDistribution(shares) }
  }

  private func checkBudget(_ budget: OperationCount) throws {
    let costs = try ExitCosts(of: network, input: dataset.shape, strategy: strategy).multiplyAccumulates
    guard budget.count < Double(costs[0]) else { return }
    throw recipe.problem(
      "policy.budget", "'budget' must be at least \(costs[0]), the MACs to the first exit, found \(budget)",
      hint: "to each exit: \(costs.map(String.init).joined(separator: ", "))")
  }

  private func checkDistribution(_ shares: [Double]) throws {
    let exits = network.heads.count
    if policy.sharedThresholds(exits: exits) != nil {
      throw recipe.problem(
        "policy.distribution",
        "'distribution' needs a threshold for each exit, and exit policy '\(recipe.policy.name)' has one for all")
    }
    if shares.count != exits {
      throw recipe.problem(
        "policy.distribution", "'distribution' must have a share for each of \(exits) exits, found \(shares.count)")
    }
    if !shares.allSatisfy({ (0...1).contains($0) }) || abs(shares.reduce(0, +) - 1) > 1e-6 {
      throw recipe.problem(
        "policy.distribution", "'distribution' must be shares in 0...1 that sum to 1, found \(shares.recipeText)")
    }
  }
}
