import Comparison

/// The table of every exit of every group.
enum AccuracySection {
  static func section(_ comparison: StrategyComparison, _ groups: [ReportedGroup]) -> Section {
    let columns = AccuracyColumn.all(of: comparison)
    let header = columns.map { column -> HTML in
      let cost: HTML = column.cost.map { "<small>\(FigureText.large(Double($0))) MACs</small>" } ?? .nothing
      return "<th>\(column.name)\(cost)</th>"
    }
    let rows = zip(comparison.groups, groups).map { result, group -> HTML in
      let cells = columns.map { cell(result, $0, comparison.groups[0]) }
      let baseline = result.isBaseline && groups.count > 1 ? ", baseline" : ""
      return """
        <tr><th scope="row">\(group.key)<small>\(FigureText.seeds(result))\(baseline)</small></th>\(cells)</tr>

        """
    }
    let isCompared = groups.count > 1
    let marks = isCompared && comparison.tests > 0 ? "\(FigureText.marks(comparison)). " : ""
    let best = isCompared ? "Underlined: the best of its column. " : ""
    return Section(
      "accuracy", "Accuracy", heading: "How accurate is every exit?", lead: "\(lead(comparison))",
      body: """
        <div class="pane scroll"><table><thead><tr><th class="name">strategy</th>\(header)</tr></thead><tbody>
        \(rows)</tbody></table></div>
        <p class="note">\(best)\(marks)</p>
        """)
  }

  private static func lead(_ comparison: StrategyComparison) -> String {
    let single = comparison.groups.contains { $0.runs.count == 1 }
    let spread = comparison.groups.contains { $0.runs.count > 1 } ? "Mean ± standard deviation over seeds. " : ""
    let intervals =
      single
      ? "For a single seed, the 95 % interval covers other test images, and not other seeds."
      : comparison.groups.count > 1 ? "Below, the difference to \(comparison.baseline) with its 95 % interval." : ""
    return "Test top-1 in %. \(spread)\(intervals)"
  }

  private static func cell(_ group: ComparedGroup, _ column: AccuracyColumn, _ baseline: ComparedGroup) -> HTML {
    guard let measure = column.measure(group) else { return "<td>–</td>" }
    let deviation: HTML =
      measure.summary.deviation.map { " <span class=\"sd\">± \(FigureText.percent($0))</span>" } ?? .nothing
    let best: HTML = measure.isBest ? " class=\"best\"" : .nothing
    return
      "<td\(best)><b>\(FigureText.percent(measure.summary.mean))</b>\(deviation)\(below(measure, group, column, baseline))</td>"
  }

  /// The difference to the baseline, or for the baseline's single seed its own interval.
  private static func below(
    _ measure: Measure, _ group: ComparedGroup, _ column: AccuracyColumn, _ baseline: ComparedGroup
  ) -> HTML {
    guard !group.isBaseline, let base = column.measure(baseline) else {
      return measure.images.map {
        "<small>\(FigureText.percent($0.own.low)) – \(FigureText.percent($0.own.high))</small>"
      } ?? .nothing
    }
    let difference = FigureText.difference(measure, to: base)
    let mark = FigureText.mark(measure)
    let isClaimed = !mark.isEmpty
    let kind = !isClaimed ? "" : difference > 0 ? "gain" : "loss"
    let interval: HTML =
      FigureText.interval(measure).map { "<small>\(FigureText.interval($0))</small>" } ?? .nothing
    return "<small class=\"\(kind)\">\(FigureText.points(difference))\(mark)</small>\(interval)"
  }
}
