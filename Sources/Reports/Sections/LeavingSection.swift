import Comparison

/// Where images leave at some mean costs.
enum LeavingSection {
  static func section(_ comparison: StrategyComparison, _ groups: [ReportedGroup]) -> Section? {
    let charts = comparison.groups[0].budgets.compactMap { LeavingCharts.shares(groups, budget: $0.budget) }
    guard !charts.isEmpty else { return nil }
    let panes = charts.map { chart in
      var chart = chart
      chart.caption = ""
      return Figure(chart, width: 400).pane
    }
    return Section(
      "leaving", "Exits", heading: "Where do images leave?",
      lead: "Share of test images in % that leave at every exit, darker for deeper ones.",
      body: "<div class=\"thirds\">\(panes)</div>")
  }
}
