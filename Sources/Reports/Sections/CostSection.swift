import Comparison

/// Anytime and budgeted curves, accuracy at budgets, and what training costs.
enum CostSection {
  static func section(
    _ comparison: StrategyComparison, _ groups: [ReportedGroup], _ charts: PageCharts
  ) -> Section {
    let panes = [charts.anytime, charts.budgeted].compactMap { $0 }.map { Figure($0).pane }
    return Section(
      "cost", "Cost", heading: "What does accuracy cost?",
      lead: "Multiply-accumulates (MACs) of the way to one's own exit, without the heads passed by.",
      body: """
        <div class="panes">\(panes)</div>\(leavingTable(comparison, groups))
        \(trainingTable(comparison, groups))
        """)
  }

  /// Accuracies at mean costs, and the cost of an accuracy.
  private static func leavingTable(_ comparison: StrategyComparison, _ groups: [ReportedGroup]) -> HTML {
    let budgets = comparison.groups[0].budgets.map(\.budget)
    var header = budgets.map { budget -> HTML in "<th>at \(FigureText.large(budget)) MACs</th>" }
    if let target = comparison.target { header.append("<th>MACs for \(FigureText.chosen(target)) %</th>") }
    guard !header.isEmpty else { return .nothing }
    let rows = zip(comparison.groups, groups).map { result, group -> HTML in
      var cells = result.budgets.map { point -> HTML in "<td>\(point.accuracy.map(FigureText.value) ?? "–")</td>" }
      if comparison.target != nil { cells.append(reach(of: result)) }
      return row(group, cells)
    }
    return table("leaving early, top-1 %", header, rows)
  }

  private static func reach(of result: ComparedGroup) -> HTML {
    let cost = result.reach?.cost.map { FigureText.large($0.mean) } ?? "never"
    let missing = result.reach.map { $0.reached < result.runs.count ? " (\($0.reached) of \(result.runs.count))" : "" }
    let times = result.isBaseline ? nil : result.reach?.timesCheaper
    return "<td>\(cost)\(missing ?? "")\(small(times.map(FigureText.cheaper)))</td>"
  }

  /// What training takes, with ratios to the baseline.
  private static func trainingTable(_ comparison: StrategyComparison, _ groups: [ReportedGroup]) -> HTML {
    let rows = zip(comparison.groups, groups).map { result, group -> HTML in
      let training = result.training
      func cell(_ text: String?, _ times: Double?) -> HTML {
        "<td>\(text ?? "–")\(small(result.isBaseline ? nil : times.map { FigureText.times($0) }))</td>"
      }
      return row(
        group,
        [
          cell(training.seconds.map { FigureText.duration($0.mean) }, training.timesTheSeconds),
          cell(training.processorSeconds.map { FigureText.duration($0.mean) }, training.timesTheProcessorSeconds),
          cell(training.memory.map { FigureText.large($0.mean) + "B" }, training.timesTheMemory),
        ])
    }
    return table("training", ["time", "processor time", "memory"].map { name -> HTML in "<th>\(name)</th>" }, rows)
  }

  private static func small(_ text: String?) -> HTML { text.map { "<small>\($0)</small>" } ?? .nothing }

  private static func row(_ group: ReportedGroup, _ cells: [HTML]) -> HTML {
    "<tr><th scope=\"row\">\(group.key)</th>\(cells)</tr>\n"
  }

  private static func table(_ name: String, _ header: [HTML], _ rows: [HTML]) -> HTML {
    """
    <div class="pane scroll"><table><thead><tr><th class="name">\(name)</th>\(header)</tr></thead>
    <tbody>\(rows)</tbody></table></div>
    """
  }
}
