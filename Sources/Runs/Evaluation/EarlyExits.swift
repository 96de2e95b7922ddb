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
  /// The same thresholds on the split that they are fitted on, where they keep what they promise.
  package let fittedTargets: [OperatingPoint]

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

    let points =
      shared?.map { threshold in
        OperatingPoint(
          "threshold \(Double(threshold).recipeText)",
          thresholds: DirectSearch.thresholds(shared: threshold, exits: costs.count), on: samples, costs: costs)
      } ?? BudgetedBatch.curve(calibration: fitted, test: samples, costs: costs)
    curve = points.map { $0.withIntervals(from: samples, costs: costs, bootstrap) }

    fittedTargets = Self.targets(of: section, on: fitted, costs: costs, sharedThresholds: shared)
    targets = fittedTargets.map {
      $0.applied(to: samples, costs: costs).withIntervals(from: samples, costs: costs, bootstrap)
    }

    self.policy = experiment.recipe.policy.name
    fittedOn = section.fitOn.rawValue
    var cautions: [String] = []
    if type(of: policy).readsLabels { cautions.append("\(self.policy) reads the labels: a reference and no result") }
    if section.fitOn == .test {
      cautions.append("thresholds are fitted on the test split: an upper bound and no result")
    }
    self.cautions = cautions
  }

  /// The points that a recipe asks for, on the samples that they are fitted to.
  private static func targets(
    of section: PolicySection, on samples: ScoredSamples, costs: [Double], sharedThresholds: [Float]?
  ) -> [OperatingPoint] {
    let search = DirectSearch(samples, costs: costs, sharedThresholds: sharedThresholds)
    var targets: [OperatingPoint] = []
    func add(_ name: String, _ target: DirectSearch.Target) {
      let found = search(target)
      targets.append(
        OperatingPoint(name, thresholds: found.thresholds, on: samples, costs: costs, isReached: found.isReached))
    }
    if let budget = section.budget { add("cost \(budget)", .cost(budget.count)) }
    if let accuracy = section.accuracy { add("accuracy \(accuracy.recipeText)", .accuracy(accuracy)) }
    if let shares = section.distribution {
      let thresholds = TargetDistribution.thresholds(for: shares, on: samples)
      targets.append(OperatingPoint("distribution", thresholds: thresholds, on: samples, costs: costs, shares: shares))
    }
    return targets
  }
}
