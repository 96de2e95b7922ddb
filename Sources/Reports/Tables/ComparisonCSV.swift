import Comparison

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
    return ([header] + rows).map { $0.map(cell).joined(separator: ",") + "\n" }.joined()
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

  /// In quotes where it holds a comma, a quote or a line's end; what a spreadsheet would compute stays text.
  private static func cell(_ text: String) -> String {
    let isFormula = text.first.map { "=+@".contains($0) || $0 == "-" && Double(text) == nil } ?? false
    let text = isFormula ? "'" + text : text
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
