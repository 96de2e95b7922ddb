import Charts
import Comparison
import RunFiles

/// How every exit learnt, epoch by epoch.
enum LearningCharts {
  /// Accuracy on the validation split, or on the training batches where there is none; one panel for each exit.
  static func curves(_ groups: [ReportedGroup]) -> SmallMultiples? {
    let exits = groups.map(\.exits).max() ?? 0
    let isValidated = groups.contains { $0.runs.contains { !$0.history.curve(.validation, .meanTop1).isEmpty } }
    let split: MetricSplit = isValidated ? .validation : .train
    let panels = (1...max(exits, 1)).compactMap { exit -> LineChart? in
      let series = groups.compactMap { group in
        line(of: group, within: SeedBand.shares) { $0.history.curve(split, .top1, exit: exit) }
      }
      guard !series.isEmpty else { return nil }
      return LineChart(
        title: "exit \(exit)", x: Axis("epoch", isWhole: true), y: Axis("", numbers: .percent), series: series,
        names: .none, aspect: 0.72)
    }
    guard !panels.isEmpty else { return nil }
    let legend = groups.count > 1 ? groups.map { ($0.label, $0.style) } : []
    return SmallMultiples(
      title: "Learning curves of the exits",
      caption: (isValidated ? "Validation top-1, %. " : "Top-1 on the training batches, %. ")
        + SeedBand.caption(groups),
      panels: LineChart.sharingRanges(panels), panelWidth: 200, legend: Legend(legend))
  }

  /// The loss of every exit on the training batches.
  static func losses(_ groups: [ReportedGroup]) -> SmallMultiples? {
    let exits = groups.map(\.exits).max() ?? 0
    let panels = (1...max(exits, 1)).compactMap { exit -> LineChart? in
      let series = groups.compactMap { group in
        line(of: group, within: 0...Double.infinity) { $0.history.curve(.train, .loss, exit: exit) }
      }
      guard !series.isEmpty else { return nil }
      return LineChart(
        title: "exit \(exit)", x: Axis("epoch", isWhole: true), y: Axis(""), series: series, names: .none, aspect: 0.72)
    }
    guard !panels.isEmpty else { return nil }
    let legend = groups.count > 1 ? groups.map { ($0.label, $0.style) } : []
    return SmallMultiples(
      title: "Training losses of the exits", caption: "Mean loss over an epoch's batches. " + SeedBand.caption(groups),
      panels: LineChart.sharingRanges(panels), panelWidth: 200, legend: Legend(legend))
  }

  /// The mean over the runs of a group, for the epochs that all of them have; `bounds` are what a value can be.
  static func line(
    of group: ReportedGroup, within bounds: ClosedRange<Double>, _ curve: (ComparedRun) -> RunHistory.Curve
  ) -> Series? {
    let curves = group.runs.map(curve)
    if curves.count == 1, !curves[0].isEmpty {
      let values = curves[0].map { Series.Value(x: Double($0.epoch), y: $0.value) }
      return Series(group.label, style: group.style, values: values)
    }
    let epochs = curves.map { Dictionary($0.map { ($0.epoch, $0.value) }, uniquingKeysWith: { $1 }) }
    let shared = (curves.first ?? []).map(\.epoch).filter { epoch in epochs.allSatisfy { $0[epoch] != nil } }
    guard !shared.isEmpty else { return nil }
    let values = shared.map { epoch in
      let values = epochs.compactMap { $0[epoch] }
      return Series.Value(
        x: Double(epoch), y: SampleSummary(values).mean, interval: SeedBand.interval(of: values, within: bounds))
    }
    return Series(group.label, style: group.style, values: values)
  }
}
