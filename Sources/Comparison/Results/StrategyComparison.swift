import Foundation

/// Groups of runs set against a baseline: what `compare` shows in every format.
package struct StrategyComparison: Sendable, Encodable {
  package var schema = "workbench.comparison/1"
  /// The label of the group that the others are held against.
  package let baseline: String
  /// The baseline first, then by falling mean accuracy.
  package let groups: [ComparedGroup]
  /// The accuracy of which ``ComparedGroup/reach`` is the cost.
  package let target: Double?
  /// Over how many differences of exits the correction goes.
  package let tests: Int
  package let checks: [Check]
  package let twins: [Twins]
  /// What else a reader must know, one sentence each.
  package let notes: [String]

  /// How figures are asked for.
  package struct Question: Sendable {
    /// The label, strategy, or a run's short id of the group to hold others against; the plain sum or the first otherwise.
    package var baseline: String?
    /// Mean multiply-accumulates; three that all curves come to where there are none.
    package var budgets: [Double]
    /// A share in 0...1; a whole per cent that the baseline reaches where there is none.
    package var target: Double?

    package init(baseline: String? = nil, budgets: [Double] = [], target: Double? = nil) {
      (self.baseline, self.budgets, self.target) = (baseline, budgets, target)
    }
  }

  /// The groups that the figures come from, in the order of ``groups``; not part of the JSON.
  package let sources: [RunGroup]

  private enum CodingKeys: String, CodingKey { case schema, baseline, groups, target, tests, checks, twins, notes }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(groups, forKey: .groups)
    try container.encodeIfPresent(target, forKey: .target)
    try container.encode(tests, forKey: .tests)
    try container.encode(checks, forKey: .checks)
    try container.encode(twins, forKey: .twins)
    try container.encode(notes, forKey: .notes)
  }
}
