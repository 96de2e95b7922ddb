import Inference
import RunFiles
import Training
import WorkbenchCore

/// The recipe's exit policy with all that is fitted: its parameters, temperatures, and the scores that thresholds are found on.
package struct FittedPolicy {
  package let policy: any ExitPolicy
  /// What logits are divided by first, one for each exit; empty where the recipe leaves them as they are.
  package let temperatures: [Double]
  /// What the policy makes of the split that it is fitted to.
  let samples: ScoredSamples
  /// Of the way to each exit.
  let costs: [Double]
  private let section: PolicySection

  /// Fits the policy to what all exits say of a split.
  package init(_ experiment: Experiment, fittedTo fitting: ExitLogits, costs: [Double]) throws {
    let section = experiment.recipe.policySection
    var policy = experiment.policy
    temperatures = section.scalesTemperatures ? try TemperatureScaling.temperatures(of: fitting) : []
    let history = try (temperatures.isEmpty ? fitting : fitting.scaled(by: temperatures)).history(withLabels: true)
    try policy.fit(to: history, within: ExitBudget(costs: costs, limit: section.budget?.count))
    samples = try ScoredSamples(fitting, policy: policy, temperatures: temperatures)
    (self.policy, self.costs, self.section) = (policy, costs, section)
  }

  /// What the policy makes of another split.
  func scores(of outputs: ExitLogits) throws -> ScoredSamples {
    try ScoredSamples(outputs, policy: policy, temperatures: temperatures)
  }

  /// What the policy would answer at every exit: `[exits][samples * classes]`.
  func answers(of outputs: ExitLogits) throws -> [[Float]] {
    let history = try (temperatures.isEmpty ? outputs : outputs.scaled(by: temperatures)).history(withLabels: false)
    return try (1...outputs.exits).map { try policy.answers(history.prefix($0)).elements() }
  }

  /// The policy with thresholds, as inference needs it; `labels` of all images are for a policy that reads them.
  package func rule(_ thresholds: [Float], labels: [Int]? = nil) -> PolicyRule {
    PolicyRule(policy, thresholds: thresholds, temperatures: temperatures, labels: labels)
  }

  // MARK: - Thresholds

  /// The budgets of MSDNet's search, or every threshold of a policy whose exits share one, on the fitted split.
  var curve: [OperatingPoint] {
    policy.sharedThresholds(exits: costs.count)?.map { threshold in
      OperatingPoint(
        "threshold \(Double(threshold).recipeText)",
        thresholds: DirectSearch.thresholds(shared: threshold, exits: costs.count), on: samples, costs: costs)
    } ?? BudgetedBatch.curve(calibration: samples, test: samples, costs: costs)
  }

  /// Direct searches for costs from the first exit's to the last's, on the fitted split; empty unless a budget is asked for.
  var costCurve: [OperatingPoint] {
    guard section.budget != nil, let first = costs.first, let last = costs.last else { return [] }
    let search = search
    return (0...Self.costSteps).map { step in
      let cost = first + (last - first) * Double(step) / Double(Self.costSteps)
      let found = search(.cost(cost))
      return point("cost \(Int(cost))", found.thresholds, isReached: found.isReached)
    }
  }

  private static let costSteps = 20

  /// What the recipe asks for, and what the policy has decided by itself, on the fitted split.
  package var targets: [OperatingPoint] {
    let search = search
    var targets: [OperatingPoint] = []
    func add(_ name: String, _ target: DirectSearch.Target) {
      let found = search(target)
      targets.append(point(name, found.thresholds, isReached: found.isReached))
    }
    if let budget = section.budget { add("cost \(budget)", .cost(budget.count)) }
    if let accuracy = section.accuracy { add("accuracy \(accuracy.recipeText)", .accuracy(accuracy)) }
    if let shares = section.distribution { targets.append(point("distribution", shares: shares)) }
    switch policy.ownExits {
    case .threshold(let threshold):
      targets.append(point("by itself", DirectSearch.thresholds(shared: threshold, exits: costs.count)))
    case .shares(let shares): targets.append(point("by itself", shares: shares))
    case nil: break
    }
    return targets
  }

  private var search: DirectSearch {
    var base: [Double]?
    if case .shares(let shares) = policy.ownExits { base = shares }
    return DirectSearch(
      samples, costs: costs, sharedThresholds: policy.sharedThresholds(exits: costs.count), beginningWith: base)
  }

  private func point(_ name: String, shares: [Double]) -> OperatingPoint {
    OperatingPoint(
      name, thresholds: TargetDistribution.thresholds(for: shares, on: samples), on: samples, costs: costs,
      shares: shares)
  }

  private func point(_ name: String, _ thresholds: [Float], isReached: Bool? = nil) -> OperatingPoint {
    OperatingPoint(name, thresholds: thresholds, on: samples, costs: costs, isReached: isReached)
  }
}
