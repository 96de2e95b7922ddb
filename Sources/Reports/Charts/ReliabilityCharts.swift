import Charts
import Comparison
import RunFiles

/// How far the confidence of every exit can be trusted: accuracy against confidence, bin by bin.
///
/// Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
enum ReliabilityCharts {
  /// One panel for each exit of a run, as it is and with its temperature; `nil` before an evaluation.
  static func diagrams(_ run: ComparedRun, style: SeriesStyle) -> SmallMultiples? {
    guard let confidence = run.evaluation?.confidence, !confidence.isEmpty else { return nil }
    let scaledStyle = SeriesStyle(hue: style.hue, dashes: [2, 2.5], marker: .square, isHollow: true)
    let truth = SeriesStyle(hue: .slate, dashes: [3, 3])
    let isScaled = confidence.contains { $0.scaled != nil }
    let panels = confidence.enumerated().map { exit, calibration -> LineChart in
      let diagonal = Series(
        "as sure as right", style: truth, form: .reference,
        values: (0...1).map { Series.Value(x: Double($0), y: Double($0)) })
      let plain = series("as it is", calibration.plain.reliability, style: style)
      let scaled = calibration.scaled.map { series("with a temperature", $0.reliability, style: scaledStyle) }
      return LineChart(
        title: "exit \(exit + 1), error \(FigureText.percent(calibration.plain.error)) %"
          + (calibration.scaled.map { ", scaled \(FigureText.percent($0.error)) %" } ?? ""),
        x: Axis("confidence, %", range: 0...1, numbers: .percent), y: Axis("", range: 0...1, numbers: .percent),
        series: [diagonal, plain] + (scaled.map { [$0] } ?? []), names: .none, aspect: 0.9)
    }
    return SmallMultiples(
      title: "Reliability of the exits",
      caption:
        "Accuracy in % of the test images that an exit is so sure of, in \(Reliability.binCount) bins of equal width; "
        + "below the dashed line it is surer than right. The error is the mean distance from that line.",
      panels: panels, panelWidth: 200,
      legend: Legend([("as it is", style)] + (isScaled ? [("with its temperature", scaledStyle)] : [])))
  }

  private static func series(_ name: String, _ reliability: Reliability, style: SeriesStyle) -> Series {
    Series(
      name, style: style,
      values: reliability.bins.filter { $0.count > 0 }.map { bin in
        Series.Value(
          x: bin.confidence, y: bin.accuracy,
          explanation: "\(name): \(bin.count) images, \(FigureText.percent(bin.confidence)) % sure, "
            + "\(FigureText.percent(bin.accuracy)) % right")
      })
  }
}
