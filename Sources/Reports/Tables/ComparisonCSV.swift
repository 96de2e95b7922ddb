import Comparison
import Files

/// A comparison as comma-separated values: a row for each group and figure, numbers as they are.
package enum ComparisonCSV {
  package static func text(of comparison: StrategyComparison) -> String {
    let header = [
      "group", "strategy", "baseline", "figure", "macs", "seeds", "mean", "sd", "difference", "low", "high",
      "interval-of",
      "p", "p-holm", "best",
    ]
    let rows = comparison.groups.flatMap { group in
      AccuracyColumn.all(of: comparison).compactMap { column in
        column.measure(group).map { row(group, column.name, cost: column.cost.map(Double.init), $0, comparison) }
      }
        + group.budgets.compactMap { point in
          point.accuracy.map { row(group, "budget", cost: point.budget, $0, comparison) }
        }
    }
    return ([header] + rows).map(CommaSeparated.line).joined()
  }

  private static func row(
    _ group: ComparedGroup, _ figure: String, cost: Double?, _ measure: Measure, _ comparison: StrategyComparison
  ) -> [String] {
    let interval = FigureText.interval(measure)
    let kind = interval == nil ? "" : measure.difference?.low != nil ? "seeds" : "images"
    return [
      group.label, group.strategy, comparison.baseline, figure, number(cost), "\(measure.summary.n)",
      number(measure.summary.mean), number(measure.summary.deviation), number(measure.difference?.mean),
      number(interval?.low), number(interval?.high), kind, number(measure.difference?.probability),
      number(measure.difference?.corrected), measure.isBest ? "1" : "0",
    ]
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}
