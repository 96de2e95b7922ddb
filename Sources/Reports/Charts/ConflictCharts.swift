import Charts
import Comparison
import RunFiles

/// How the exits' gradients hinder each other on the weights that they share.
enum ConflictCharts {
  /// The mean cosine of every pair of exits, one map for each group; `nil` where none was measured.
  static func maps(_ groups: [ReportedGroup]) -> SmallMultiples? {
    let panels = groups.compactMap { group -> HeatMap? in
      guard let conflict = ConflictSummary(of: group.runs, exits: group.exits) else { return nil }
      let names = (1...group.exits).map { "\($0)" }
      return HeatMap(
        title: "\(group.label) · \(FigureText.percent(conflict.rate)) % conflict", rows: names + ["update"],
        columns: names, values: conflict.cosines + [conflict.updateCosines], scale: .signed(limit: 1))
    }
    guard !panels.isEmpty else { return nil }
    return SmallMultiples(
      title: "Cosines of the exits' gradients",
      caption:
        "Cosine between the gradients of two exits on the shared weights, mean over the last measured epoch; red is "
        + "conflict. Last row: the step that the strategy makes of them, with every exit's gradient.",
      panels: panels, panelWidth: 240)
  }

  /// The share of pairs in conflict, epoch by epoch.
  static func rates(_ groups: [ReportedGroup]) -> LineChart? {
    course(
      of: .rate, within: SeedBand.shares, groups, title: "Pairs in conflict while training",
      caption: "Share of pairs of exits whose gradients on the shared weights point against each other.",
      axis: Axis("pairs in conflict, %", numbers: .percent))
  }

  /// The mean cosine of all pairs, epoch by epoch.
  static func cosines(_ groups: [ReportedGroup]) -> LineChart? {
    course(
      of: .meanCosine, within: -1...1, groups, title: "Mean cosine while training",
      caption:
        "Mean cosine of the gradients of all pairs of exits on the shared weights; 1 is agreement, below 0 conflict.",
      axis: Axis("mean cosine"))
  }

  private static func course(
    of measure: ConflictMeasure, within bounds: ClosedRange<Double>, _ groups: [ReportedGroup], title: String,
    caption: String, axis: Axis
  ) -> LineChart? {
    let series = groups.compactMap { group in
      LearningCharts.line(of: group, within: bounds) {
        $0.history.conflict.course(.measure(measure), of: ConflictHistory.backbone)
      }
    }
    guard series.contains(where: { $0.values.count > 1 }) else { return nil }
    return LineChart(
      title: title, caption: "\(caption) \(SeedBand.caption(groups))", x: Axis("epoch", isWhole: true), y: axis,
      series: series, names: groups.count > 1 ? .atLines : .none)
  }
}
