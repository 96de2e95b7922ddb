import Charts
import Comparison

/// Where images leave.
enum LeavingCharts {
  /// The share of test images that leave at every exit, at the point of every run's curve that is nearest to a mean cost.
  static func shares(_ groups: [ReportedGroup], budget: Double) -> ShareChart? {
    let rows = groups.compactMap { group -> ShareChart.Row? in
      let points = group.runs.compactMap { run in
        run.evaluation?.early?.curve.min { abs($0.cost - budget) < abs($1.cost - budget) }
      }
      guard let first = points.first else { return nil }
      let parts = first.counts.indices.map { exit in
        points.reduce(0.0) { sum, point in
          sum + (point.counts.indices.contains(exit) ? Double(point.counts[exit]) : 0)
        }
      }
      return ShareChart.Row(group.label, style: group.style, parts: parts)
    }
    guard !rows.isEmpty else { return nil }
    return ShareChart(
      title: "At \(FigureText.large(budget)) MACs", caption: "Share of test images that leave at every exit, %.",
      parts: (1...(groups.map(\.exits).max() ?? 1)).map { "exit \($0)" }, rows: rows)
  }
}
