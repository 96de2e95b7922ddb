import WorkbenchCore

/// What leaving early comes to on the test split, by the recipe's exit policy.
package struct EarlyExits: Sendable, Codable, Equatable {
  /// The policy's name.
  package let policy: String
  /// The split that thresholds, temperatures and parameters are fitted on.
  package let fittedOn: String
  /// Why the figures are no results, one sentence each; empty for an honest policy.
  package let cautions: [String]
  /// The budgets of MSDNet's search, or every threshold of a policy whose exits share one.
  package let curve: [OperatingPoint]
  /// What the recipe asks for with `budget`, `accuracy` and `distribution`.
  package let targets: [OperatingPoint]

  /// Fits the policy to `fitting` and applies it to `test`.
  init(
    _ experiment: Experiment, fitting: ExitLogits, test: ExitLogits, temperatures: [Double], costs: [Double],
    _ bootstrap: Bootstrap
  ) throws {
    let section = experiment.recipe.policySection
    var policy = experiment.policy
    let scaled = section.scalesTemperatures
    let fitting = scaled ? fitting.scaled(by: temperatures) : fitting
    let test = scaled ? test.scaled(by: temperatures) : test
    try policy.fit(to: fitting.history(withLabels: true))
    let fitted = try ScoredSamples(fitting, policy: policy)
    let samples = try ScoredSamples(test, policy: policy)
    let shared = policy.sharedThresholds(exits: costs.count)

    func point(_ name: String, _ thresholds: [Float], shares: [Double]? = nil, isReached: Bool? = nil)
      -> OperatingPoint
    {
      OperatingPoint(name, thresholds: thresholds, on: samples, costs: costs, shares: shares, isReached: isReached)
    }
    let points =
      shared?.map {
        point("threshold \(Double($0).recipeText)", DirectSearch.thresholds(shared: $0, exits: costs.count))
      } ?? BudgetedBatch.curve(calibration: fitted, test: samples, costs: costs)
    curve = points.map { $0.withIntervals(from: samples, costs: costs, bootstrap) }

    let search = DirectSearch(fitted, costs: costs, sharedThresholds: shared)
    var targets: [OperatingPoint] = []
    if let budget = section.budget {
      let found = search(.cost(budget.count))
      targets.append(point("cost \(budget)", found.thresholds, isReached: found.isReached))
    }
    if let accuracy = section.accuracy {
      let found = search(.accuracy(accuracy))
      targets.append(point("accuracy \(accuracy.recipeText)", found.thresholds, isReached: found.isReached))
    }
    if let shares = section.distribution {
      targets.append(point("distribution", TargetDistribution.thresholds(for: shares, on: fitted), shares: shares))
    }
    self.targets = targets.map { $0.withIntervals(from: samples, costs: costs, bootstrap) }

    self.policy = experiment.recipe.policy.name
    fittedOn = section.fitOn.rawValue
    var cautions: [String] = []
    if type(of: policy).readsLabels { cautions.append("\(self.policy) reads the labels: a reference, no result") }
    if section.fitOn == .test {
      cautions.append("thresholds are fitted on the test split: an upper bound, no result")
    }
    self.cautions = cautions
  }
}
