/// Lying bars of one or several series for each of some categories, with intervals.
package struct BarChart: Chart {
  package struct Bar: Sendable {
    package var value: Double
    package var interval: ClosedRange<Double>?

    package init(_ value: Double, interval: ClosedRange<Double>? = nil) {
      (self.value, self.interval) = (value, interval)
    }
  }

  package struct BarSeries: Sendable {
    package var name: String
    package var style: SeriesStyle
    /// One for each category; `nil` where it was not measured.
    package var bars: [Bar?]

    package init(_ name: String, style: SeriesStyle, bars: [Bar?]) {
      (self.name, self.style, self.bars) = (name, style, bars)
    }
  }

  package var title: String
  package var caption: String
  package var categories: [String]
  package var value: Axis
  package var series: [BarSeries]

  package init(title: String = "", caption: String = "", categories: [String], value: Axis, series: [BarSeries]) {
    (self.title, self.caption) = (title, caption)
    (self.categories, self.value, self.series) = (categories, value, series)
  }

  private static let barHeight = 15.0
  private static let categoryGap = 10.0

  private var legend: Legend { Legend(series.count > 1 ? series.map { ($0.name, $0.style) } : []) }
  private var categoryHeight: Double { Double(max(series.count, 1)) * Self.barHeight + Self.categoryGap }

  package func height(forWidth width: Double, _ metrics: any TextMetrics) -> Double {
    legend.height(forWidth: width, metrics) + Double(categories.count) * categoryHeight + axisHeight(metrics)
  }

  private func axisHeight(_ metrics: any TextMetrics) -> Double {
    metrics.capitalHeight(.small) * (value.label.isEmpty ? 1 : 2) + 20
  }

  package func draw(on canvas: inout Canvas, in area: Box) {
    let metrics = canvas.metrics
    legend.draw(on: &canvas, in: area)
    let names = categories.map { metrics.shortened($0, .regular, to: area.width * 0.36) }
    let left = (names.map { metrics.width(of: $0, .regular) }.max() ?? 0) + 10
    let values = series.flatMap(\.bars).compactMap { $0 }
    let intervals = values.compactMap(\.interval)
    let ends = values.map(\.value) + intervals.map(\.lowerBound) + intervals.map(\.upperBound) + [0]
    // Bars begin at zero; the numbers behind them need room.
    var axis = value
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 1)
    if axis.range == nil { axis.range = low...max(high, low + .leastNonzeroMagnitude) }
    let numbers = values.map { metrics.width(of: value.numbers.text($0.value), .small) }.max() ?? 0
    let plot = area.inset(
      left: left, top: legend.height(forWidth: area.width, metrics), right: numbers + 12, bottom: axisHeight(metrics))
    drawAxis(axis, in: plot, on: &canvas)
    let zero = plot.left + axis.position(of: max(0, axis.range?.lowerBound ?? 0), along: plot.width)
    for (category, name) in names.enumerated() {
      let top = plot.top + Double(category) * categoryHeight + Self.categoryGap / 2
      let middle = top + (categoryHeight - Self.categoryGap) / 2
      canvas.write(
        name, at: Point(plot.left - 10, middle + metrics.capitalHeight(.regular) / 2), .regular, anchor: .end)
      for (row, series) in series.enumerated() {
        guard category < series.bars.count, let bar = series.bars[category] else { continue }
        let area = Box(
          left: plot.left, top: top + Double(row) * Self.barHeight + 1.5, width: plot.width,
          height: Self.barHeight - 3)
        draw(bar, of: series, zero: zero, axis: axis, in: area, on: &canvas)
      }
    }
  }

  private func drawAxis(_ axis: Axis, in plot: Box, on canvas: inout Canvas) {
    let capital = canvas.metrics.capitalHeight(.small)
    for tick in axis.ticks(along: plot.width, spacing: 70) {
      let left = plot.left + axis.position(of: tick.value, along: plot.width)
      canvas.line([Point(left, plot.top), Point(left, plot.bottom)], Canvas.Stroke(.grid))
      canvas.write(tick.text, at: Point(left, plot.bottom + 7 + capital), anchor: .middle, paint: .muted)
    }
    canvas.write(
      axis.label, at: Point(plot.left + plot.width / 2, plot.bottom + 15 + 2 * capital), anchor: .middle, paint: .muted)
  }

  private func draw(
    _ bar: Bar, of series: BarSeries, zero: Double, axis: Axis, in area: Box, on canvas: inout Canvas
  ) {
    func place(_ value: Double) -> Double { area.left + axis.position(of: value, along: area.width) }
    let end = place(bar.value)
    let text = value.numbers.text(bar.value)
    canvas.explained("\(series.name): \(text)") { canvas in
      canvas.box(
        Box(left: min(zero, end), top: area.top, width: max(abs(end - zero), 1), height: area.height),
        .hue(series.style.hue), radius: 2, opacity: 0.85)
      let middle = area.center.y
      var right = max(end, zero)
      if let interval = bar.interval {
        let ends = (place(interval.lowerBound), place(interval.upperBound))
        canvas.line([Point(ends.0, middle), Point(ends.1, middle)], Canvas.Stroke(.ink, width: 1.25))
        for end in [ends.0, ends.1] {
          canvas.line([Point(end, middle - 3), Point(end, middle + 3)], Canvas.Stroke(.ink, width: 1.25))
        }
        right = max(right, ends.1)
      }
      canvas.write(text, at: Point(right + 5, middle + canvas.metrics.capitalHeight(.small) / 2), paint: .muted)
    }
  }
}
