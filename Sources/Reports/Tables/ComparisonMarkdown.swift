import Charts
import Comparison

/// A comparison as tables in Markdown.
package enum ComparisonMarkdown {
  package static func text(of comparison: StrategyComparison) -> String {
    let columns = AccuracyColumn.all(of: comparison)
    var lines = ["Test top-1 in %, mean ± standard deviation over seeds.", ""]
    lines += table(
      ["strategy", "seeds"] + columns.map(\.name),
      comparison.groups.flatMap { rows(of: $0, comparison.groups[0], columns) })
    lines += ["", FigureText.marks(comparison) + ".", ""]
    lines += earlyTable(comparison) + priceTable(comparison)
    lines += comparison.checks.map { "- \($0.isSame ? "" : "**Warning:** ")\(escaped($0.text))" }
    lines += comparison.twins.map { "- **Warning:** \(escaped($0.text))" }
    lines += comparison.notes.map { "- \(escaped($0))" }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func rows(
    of group: ComparedGroup, _ baseline: ComparedGroup, _ columns: [AccuracyColumn]
  ) -> [[String]] {
    let values = columns.map { column -> String in
      guard let measure = column.measure(group) else { return "–" }
      let text = FigureText.value(measure)
      return measure.isBest ? "**\(text)**" : text
    }
    var rows = [[escaped(group.label), "\(group.runs.count)"] + values]
    guard !group.isBaseline else { return rows }
    rows.append(
      ["", ""]
        + columns.map { column in
          guard let measure = column.measure(group), let base = column.measure(baseline) else { return "–" }
          let interval = FigureText.interval(measure).map { " [\(FigureText.interval($0))]" } ?? ""
          let mark = FigureText.mark(measure).replacing("*", with: "\\*")
          return FigureText.points(FigureText.difference(measure, to: base)) + mark + interval
        })
    return rows
  }

  private static func earlyTable(_ comparison: StrategyComparison) -> [String] {
    let budgets = comparison.groups[0].budgets.map(\.budget)
    guard !budgets.isEmpty else { return [] }
    var header = ["leaving early"] + budgets.map { "at \(FigureText.large($0)) MACs" }
    if let target = comparison.target { header += ["MACs for \(FigureText.chosen(target)) %", "times cheaper"] }
    let rows = comparison.groups.map { group in
      [escaped(group.label)] + group.budgets.map { $0.accuracy.map(FigureText.value) ?? "–" }
        + (comparison.target == nil
          ? []
          : [
            group.reach?.cost.map { FigureText.large($0.mean) } ?? "never", FigureText.times(group.reach?.timesCheaper),
          ])
    }
    return table(header, rows) + [""]
  }

  private static func priceTable(_ comparison: StrategyComparison) -> [String] {
    let rows = comparison.groups.map { group in
      [
        escaped(group.label), group.training.seconds.map { FigureText.duration($0.mean) } ?? "–",
        FigureText.times(group.training.timesTheSeconds),
        group.training.processorSeconds.map { FigureText.duration($0.mean) } ?? "–",
        FigureText.times(group.training.timesTheProcessorSeconds),
        group.training.memory.map { FigureText.large($0.mean) + "B" } ?? "–",
        FigureText.times(group.training.timesTheMemory),
        group.conflict.map { FigureText.percent($0.rate) + " %" } ?? "–",
      ]
    }
    return table(
      ["training", "time", "ratio", "processor time", "ratio", "memory", "ratio", "pairs in conflict"], rows) + [""]
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> [String] {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    return [line(header), line(header.indices.map { $0 == 0 ? "---" : "--:" })] + rows.map(line)
  }

  /// Without anything that Markdown or HTML in it would take for a mark.
  private static func escaped(_ text: String) -> String {
    MarkupText.escaped(text, quotes: false).map { character in
      "\\`*_[]|#~".contains(character) ? "\\\(character)" : character.isNewline ? " " : String(character)
    }.joined()
  }
}
