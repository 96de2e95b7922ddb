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
  /// Direct searches for 21 costs from the first exit's to the last's, where a `budget` is asked for.
  package let costCurve: [OperatingPoint]?
  /// What the recipe asks for with `budget`, `accuracy` and `distribution`, and what a policy has decided by itself.
  package let targets: [OperatingPoint]
  /// The same thresholds on the split that they are fitted on, where they keep what they promise.
  package let fittedTargets: [OperatingPoint]

  package init(
    policy: String, fittedOn: String, cautions: [String], curve: [OperatingPoint], costCurve: [OperatingPoint]?,
    targets: [OperatingPoint], fittedTargets: [OperatingPoint]
  ) {
    (self.policy, self.fittedOn, self.cautions, self.curve) = (policy, fittedOn, cautions, curve)
    (self.costCurve, self.targets, self.fittedTargets) = (costCurve, targets, fittedTargets)
  }

  /// The budgets of MSDNet's curve that tables show.
  package static let shownBudgets = [5, 10, 15, 20, 30, 40]

  /// The points of the curve that tables show: those budgets, or every threshold.
  package func shownCurve(budgets: [Int] = shownBudgets) -> [OperatingPoint] {
    curve.filter { $0.budget.map(budgets.contains) ?? true }
  }
}
