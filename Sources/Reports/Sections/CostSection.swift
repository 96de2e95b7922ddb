import Comparison

/// Anytime and budgeted curves, accuracy at budgets, and what training costs.
enum CostSection {
  static func section(_ comparison: StrategyComparison, _ groups: [ReportedGroup]) -> Section {
    let charts = [AccuracyCharts.anytime(groups), AccuracyCharts.budgeted(groups, target: comparison.target)]
    let panes = charts.compactMap { $0 }.map { Figure($0).pane }
    return Section(
      "cost", "Cost", heading: "What does accuracy cost?",
      lead: "Multiply-accumulates (MACs) of the way to one's own exit, without the heads passed by.",
      body: "<div class=\"panes\">\(panes)</div>\(table(comparison, groups))")
  }

  private static func table(_ comparison: StrategyComparison, _ groups: [ReportedGroup]) -> HTML {
    let budgets = comparison.groups[0].budgets.map(\.budget)
    var header = budgets.map { budget -> HTML in "<th>at \(FigureText.large(budget)) MACs</th>" }
    if let target = comparison.target {
      header.append("<th>MACs for \(FigureText.chosen(target)) %</th>")
      if groups.count > 1 { header.append("<th>cheaper</th>") }
    }
    header += ["<th>training time</th>"] + (groups.count > 1 ? ["<th>ratio</th>"] : [])
    header += ["<th>processor time</th>"] + (groups.count > 1 ? ["<th>ratio</th>"] : [])
    header += ["<th>memory</th>"] + (groups.count > 1 ? ["<th>ratio</th>"] : [])
    let rows = zip(comparison.groups, groups).map { result, group -> HTML in
      var cells = result.budgets.map { $0.accuracy.map(FigureText.value) ?? "–" }
      if comparison.target != nil {
        let reached = result.reach.map {
          $0.reached < result.runs.count ? " (\($0.reached) of \(result.runs.count))" : ""
        }
        cells.append((result.reach?.cost.map { FigureText.large($0.mean) } ?? "never") + (reached ?? ""))
        if groups.count > 1 { cells.append(result.isBaseline ? "" : FigureText.times(result.reach?.timesCheaper)) }
      }
      let training = result.training
      cells.append(training.seconds.map { FigureText.duration($0.mean) } ?? "–")
      if groups.count > 1 { cells.append(result.isBaseline ? "" : FigureText.times(training.timesTheSeconds)) }
      cells.append(training.processorSeconds.map { FigureText.duration($0.mean) } ?? "–")
      if groups.count > 1 {
        cells.append(result.isBaseline ? "" : FigureText.times(training.timesTheProcessorSeconds))
      }
      cells.append(training.memory.map { FigureText.large($0.mean) + "B" } ?? "–")
      if groups.count > 1 { cells.append(result.isBaseline ? "" : FigureText.times(training.timesTheMemory)) }
      let columns = cells.map { cell -> HTML in "<td>\(cell)</td>" }
      return "<tr><th scope=\"row\">\(group.key)</th>\(columns)</tr>\n"
    }
    return """
      <div class="pane scroll"><table><thead><tr><th class="name">leaving early, top-1 %</th>\(header)</tr></thead>
      <tbody>\(rows)</tbody></table></div>
      """
  }
}
