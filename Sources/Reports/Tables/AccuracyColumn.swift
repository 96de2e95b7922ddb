import Comparison

/// A column of the table of accuracies: an exit, the mean of the exits, or their ensemble.
package struct AccuracyColumn: Sendable {
  package let name: String
  /// Of the baseline's network; absent across exits.
  package let cost: Int?
  /// `nil` for a group without such an exit.
  package let measure: @Sendable (ComparedGroup) -> Measure?

  /// The exits up to the deepest one that any group has, the mean and the ensemble.
  package static func all(of comparison: StrategyComparison) -> [AccuracyColumn] {
    let count = comparison.groups.map(\.exits.count).max() ?? 0
    let costs = comparison.groups.first?.costs ?? []
    let exits = (0..<count).map { exit in
      AccuracyColumn(
        name: "exit \(exit + 1)", cost: costs.indices.contains(exit) ? costs[exit] : nil,
        measure: { $0.exits.indices.contains(exit) ? $0.exits[exit] : nil })
    }
    return exits + [
      AccuracyColumn(name: "mean", cost: nil) { $0.mean }, AccuracyColumn(name: "ensemble", cost: nil) { $0.ensemble },
    ]
  }
}
