import Charts
import Comparison
import RunFiles

/// What accuracy costs, at the exits and when images leave early.
enum AccuracyCharts {
  /// Test accuracy of every exit against the cost of the way to it; `nil` before an evaluation.
  static func anytime(_ groups: [ReportedGroup]) -> LineChart? {
    let series = groups.compactMap { group -> Series? in
      let evaluations = group.runs.compactMap(\.evaluation)
      guard let first = evaluations.first else { return nil }
      let values = first.costs.multiplyAccumulates.enumerated().map { exit, cost in
        let accuracies = evaluations.map { $0.test.top1[exit] }
        let images = first.intervals.top1[exit]
        let interval =
          evaluations.count == 1
          ? images.low...images.high : SeedBand.interval(of: accuracies, within: SeedBand.shares)
        return Series.Value(
          x: Double(cost), y: SampleSummary(accuracies).mean, interval: interval,
          explanation: explanation(group, "exit \(exit + 1)", accuracies))
      }
      return Series(group.label, style: group.style, values: values)
    }
    guard !series.isEmpty else { return nil }
    return LineChart(
      title: "Accuracy at a fixed exit",
      caption: "Test top-1 of every exit. "
        + SeedBand.caption(groups, single: "Bands: what other test images could have shown (95 %)."),
      x: Axis("MACs to the exit", numbers: .large), y: Axis("test top-1, %", numbers: .percent), series: series,
      names: groups.count > 1 ? .atLines : .none)
  }

  /// Test accuracy against mean cost when images leave as early as a budget allows; `nil` where nothing was fitted.
  static func budgeted(_ groups: [ReportedGroup], target: Double?) -> LineChart? {
    let series = groups.compactMap { group -> Series? in
      let early = group.runs.compactMap { $0.evaluation?.early }
      guard early.count == group.runs.count, !early.isEmpty else { return nil }
      let values = early.count == 1 ? points(of: early[0]) : means(of: early.map(CostCurve.init))
      return Series(group.label, style: group.style, values: values)
    }
    guard let policy = groups.first?.runs.first?.evaluation?.early, !series.isEmpty else { return nil }
    return LineChart(
      title: "Accuracy with early exits",
      caption: "Test top-1 at a mean cost, leaving by \(policy.policy); thresholds fitted on \(policy.fittedOn). "
        + SeedBand.caption(groups, single: "Bands: what other test images could have shown (95 %)."),
      x: Axis("mean MACs for an image", numbers: .large), y: Axis("test top-1, %", numbers: .percent), series: series,
      rules: target.map { [LineChart.Rule(y: $0, name: "\(FigureText.chosen($0)) %")] } ?? [],
      names: groups.count > 1 ? .atLines : .none)
  }

  private static func points(of early: EarlyExits) -> [Series.Value] {
    early.curve.sorted { $0.cost < $1.cost }.map { point in
      Series.Value(
        x: point.cost, y: point.accuracy, interval: point.intervals.map { $0.accuracy.low...$0.accuracy.high })
    }
  }

  /// The mean of several curves at costs that all of them come to.
  private static func means(of curves: [CostCurve]) -> [Series.Value] {
    guard let low = curves.compactMap({ $0.points.first?.cost }).max(),
      let high = curves.compactMap({ $0.points.last?.cost }).min(), low < high
    else { return [] }
    let steps = 40
    return (0...steps).compactMap { step in
      let cost = low + (high - low) * Double(step) / Double(steps)
      let accuracies = curves.compactMap { $0.accuracy(at: cost) }
      guard accuracies.count == curves.count else { return nil }
      return Series.Value(
        x: cost, y: SampleSummary(accuracies).mean,
        interval: SeedBand.interval(of: accuracies, within: SeedBand.shares))
    }
  }

  /// For the pointer: mean, deviation, seeds and the runs behind them.
  private static func explanation(_ group: ReportedGroup, _ place: String, _ values: [Double]) -> String {
    let summary = SampleSummary(values)
    let deviation = summary.deviation.map { " ± \(FigureText.percent($0))" } ?? ""
    let ids = group.runs.map(\.directory.shortID).joined(separator: " ")
    return "\(group.label), \(place): \(FigureText.percent(summary.mean))\(deviation) %, n = \(summary.n) (\(ids))"
  }
}
