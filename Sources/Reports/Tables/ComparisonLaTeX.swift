import Comparison

/// A comparison as a table in LaTeX, for the package booktabs.
package enum ComparisonLaTeX {
  package static func text(of comparison: StrategyComparison) -> String {
    let columns = AccuracyColumn.all(of: comparison)
    let header = columns.map { column in
      column.cost.map { "\(column.name) (\(FigureText.large(Double($0)).replacing(" ", with: "\\,")))" } ?? column.name
    }
    var lines = [
      "% Needs \\usepackage{booktabs}. Test top-1 in per cent, mean and standard deviation over seeds; below, the",
      "% difference to \(comment(comparison.baseline)) with its 95 % interval.",
      "% \(comment(FigureText.marks(comparison))).",
      "\\begin{tabular}{l\(String(repeating: "r", count: columns.count + 1))}", "\\toprule",
      (["strategy", "$n$"] + header).joined(separator: " & ") + " \\\\", "\\midrule",
    ]
    for group in comparison.groups { lines += rows(of: group, comparison.groups[0], columns) }
    lines += ["\\bottomrule", "\\end{tabular}"]
    return lines.map { $0 + "\n" }.joined()
  }

  private static func rows(
    of group: ComparedGroup, _ baseline: ComparedGroup, _ columns: [AccuracyColumn]
  ) -> [String] {
    let values = columns.map { column -> String in
      guard let measure = column.measure(group) else { return "--" }
      let mean = FigureText.percent(measure.summary.mean)
      let deviation = measure.summary.deviation.map { " {\\small$\\pm$\(FigureText.percent($0))}" } ?? ""
      return (measure.isBest ? "\\textbf{\(mean)}" : mean) + deviation
    }
    var rows = [([escaped(group.label), "\(group.runs.count)"] + values).joined(separator: " & ") + " \\\\"]
    guard !group.isBaseline else { return rows }
    let differences = columns.map { column -> String in
      guard let measure = column.measure(group), let base = column.measure(baseline) else { return "--" }
      let difference = math(FigureText.points(FigureText.difference(measure, to: base)))
      let mark = FigureText.mark(measure).isEmpty ? "" : "$^{\(FigureText.mark(measure))}$"
      let interval = FigureText.interval(measure).map { bounds in
        " [\(math(FigureText.points(bounds.low))), \(math(FigureText.points(bounds.high)))]"
      }
      return "{\\footnotesize \(difference)\(mark)\(interval ?? "")}"
    }
    rows.append((["", ""] + differences).joined(separator: " & ") + " \\\\")
    return rows
  }

  private static func math(_ number: String) -> String { "$\(number.replacing("−", with: "-"))$" }

  private static func comment(_ text: String) -> String { text.replacing("\n", with: " ") }

  private static func escaped(_ text: String) -> String {
    let replacements: [Character: String] = [
      "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "_": "\\_", "%": "\\%",
      "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "β": "$\\beta$", "\n": " ",
    ]
    return text.map { replacements[$0] ?? String($0) }.joined()
  }
}
