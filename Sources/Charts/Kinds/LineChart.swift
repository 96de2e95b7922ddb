/// Lines with bands, and points with intervals, over two axes of numbers.
package struct LineChart: Chart {
  /// How series are named.
  package enum Names: Sendable {
    /// At the end of every line, in its colour.
    case atLines
    /// In a legend above.
    case above
    /// By what surrounds the chart.
    case none
  }

  /// A line across the chart that values are held against.
  package struct Rule: Sendable {
    package var y: Double
    package var name: String

    package init(y: Double, name: String) { (self.y, self.name) = (y, name) }
  }

  package var title: String
  package var caption: String
  package var x: Axis
  package var y: Axis
  package var series: [Series]
  package var rules: [Rule]
  package var names: Names
  /// The height for the width, without a legend.
  package var aspect: Double

  package init(
    title: String = "", caption: String = "", x: Axis, y: Axis, series: [Series], rules: [Rule] = [],
    names: Names = .atLines, aspect: Double = 0.58
  ) {
    (self.title, self.caption, self.x, self.y) = (title, caption, x, y)
    (self.series, self.rules, self.names, self.aspect) = (series, rules, names, aspect)
  }

  /// More values than one for two units of the width cannot be told apart on a page.
  private static func limit(forWidth width: Double) -> Int { max(Int(width / 2), 100) }
  /// Up to this many values of a line have a marker each.
  private static let marked = 24

  /// The charts with the same ranges on both axes, so that they can be compared by eye.
  package static func sharingRanges(_ charts: [LineChart]) -> [LineChart] {
    let x = charts.first.map { $0.x.fitted(to: charts.flatMap(\.xValues), air: 0) }
    let y = charts.first.map { $0.y.fitted(to: charts.flatMap(\.yValues), air: 0.06) }
    return charts.map { chart in
      var chart = chart
      if let x, let y { (chart.x.range, chart.y.range) = (x.range, y.range) }
      return chart
    }
  }

  private var xValues: [Double] { series.flatMap(\.values).map(\.x) }
  private var yValues: [Double] {
    let values = series.flatMap(\.values)
    let intervals = values.compactMap(\.interval)
    return values.map(\.y) + intervals.map(\.lowerBound) + intervals.map(\.upperBound) + rules.map(\.y)
  }

  private var legend: Legend { Legend(names == .above ? series.map { ($0.name, $0.style) } : []) }

  package func height(forWidth width: Double, _ metrics: any TextMetrics) -> Double {
    (width * aspect).rounded() + legend.height(forWidth: width, metrics)
  }

  // MARK: - Drawing

  package func draw(on canvas: inout Canvas, in area: Box) {
    let legendHeight = legend.height(forWidth: area.width, canvas.metrics)
    legend.draw(on: &canvas, in: area)
    let series = series.map { $0.thinned(to: Self.limit(forWidth: area.width)) }
    let widest = series.map { canvas.metrics.width(of: $0.name, .regular) }.max() ?? 0
    let room = names == .atLines ? min(widest, area.width * 0.3) + 14 : 0
    let frame = PlotFrame(
      in: area.inset(top: legendHeight), x: x.fitted(to: xValues, air: x.isWhole ? 0 : 0.03),
      y: y.fitted(to: yValues, air: 0.06), reserved: room, canvas.metrics)
    frame.draw(on: &canvas)
    let lines = series.map { one in one.segments.flatMap { $0 }.map { frame.place($0.x, $0.y) } }
    for rule in rules { draw(rule, beside: lines, in: frame, on: &canvas) }
    for one in series { drawBand(of: one, in: frame, on: &canvas) }
    for one in series { drawLine(of: one, in: frame, on: &canvas) }
    for one in series { drawValues(of: one, in: frame, on: &canvas) }
    if names == .atLines { drawNames(of: series, width: room - 12, in: frame, on: &canvas) }
  }

  private func draw(_ rule: Rule, beside lines: [[Point]], in frame: PlotFrame, on canvas: inout Canvas) {
    let metrics = canvas.metrics
    let height = frame.place(0, rule.y).y
    canvas.line(
      [Point(frame.plot.left, height), Point(frame.plot.right, height)],
      Canvas.Stroke(.muted, width: 1, dashes: [3, 3]))
    // The name stands at an end of the rule, above or below it, where the fewest lines pass.
    let (width, capital) = (metrics.width(of: rule.name, .small), metrics.capitalHeight(.small))
    let places = [frame.plot.left + 4, frame.plot.right - width - 4].flatMap { left in
      [height - 5, height + 5 + capital].map { Point(left, $0) }
    }
    func crossings(_ place: Point) -> Int {
      let box = Box(left: place.x, top: place.y - capital, width: width, height: capital)
      return lines.count { $0.crosses(box.inset(left: -6, top: -6, right: -6, bottom: -6)) }
    }
    let best = places.min { crossings($0) < crossings($1) }
    canvas.write(rule.name, at: best ?? places[0], paint: .muted)
  }

  private func drawBand(of series: Series, in frame: PlotFrame, on canvas: inout Canvas) {
    guard series.form == .line else { return }
    for segment in series.segments {
      let edges = segment.compactMap { value in value.interval.map { (value.x, $0) } }
      guard edges.count == segment.count else { continue }
      let outline =
        edges.map { frame.place($0.0, $0.1.upperBound) } + edges.reversed().map { frame.place($0.0, $0.1.lowerBound) }
      canvas.area(outline, .hue(series.style.hue), opacity: 0.16)
    }
  }

  private func drawLine(of series: Series, in frame: PlotFrame, on canvas: inout Canvas) {
    let stroke: Canvas.Stroke
    switch series.form {
    case .points: return
    case .line:
      let width = frame.plot.width < 260 ? 1.5 : 2
      stroke = Canvas.Stroke(.hue(series.style.hue), width: width, dashes: series.style.dashes)
    case .reference: stroke = Canvas.Stroke(.muted, width: 1, dashes: series.style.dashes)
    }
    for segment in series.segments { canvas.line(segment.map { frame.place($0.x, $0.y) }, stroke) }
  }

  private func drawValues(of series: Series, in frame: PlotFrame, on canvas: inout Canvas) {
    guard series.form != .reference else { return }
    let isMarked = series.form == .points || series.values.count <= Self.marked
    let values = series.segments.flatMap { $0 }
    // A long line keeps a few markers, for readers who do not see its colour.
    let interval = isMarked ? 1 : max(1, values.count / 6)
    let size = series.form == .points ? 8.0 : frame.plot.width < 260 ? 5 : 6
    for (index, value) in values.enumerated() where index % interval == interval / 2 || isMarked {
      let place = frame.place(value.x, value.y)
      canvas.explained(value.explanation ?? explanation(of: value, in: series)) { canvas in
        if series.form == .points, let interval = value.interval {
          let ends = [interval.lowerBound, interval.upperBound].map { frame.place(value.x, $0) }
          canvas.line(ends, Canvas.Stroke(.hue(series.style.hue), width: 1.5))
          for end in ends {
            canvas.line(
              [Point(end.x - 3, end.y), Point(end.x + 3, end.y)], Canvas.Stroke(.hue(series.style.hue), width: 1.5))
          }
        }
        canvas.marker(series.style, at: place, size: size)
      }
    }
  }

  private func explanation(of value: Series.Value, in series: Series) -> String {
    let interval = value.interval.map { ", \(y.numbers.text($0.lowerBound)) to \(y.numbers.text($0.upperBound))" }
    return "\(series.name): \(y.numbers.text(value.y))\(interval ?? "") at \(x.numbers.text(value.x))"
  }

  /// Writes the names beside the lines' ends, moved apart where they would cover each other.
  private func drawNames(of series: [Series], width: Double, in frame: PlotFrame, on canvas: inout Canvas) {
    let metrics = canvas.metrics
    let ends = series.compactMap { series in
      series.segments.last?.last.map { (series: series, end: frame.place($0.x, $0.y)) }
    }.sorted { $0.end.y < $1.end.y }
    let spacing = metrics.lineHeight(.regular)
    var heights = ends.map(\.end.y)
    // Down, then up from the bottom, so that the block of names stays within the plot.
    for index in heights.indices.dropFirst() { heights[index] = max(heights[index], heights[index - 1] + spacing) }
    if let last = heights.indices.last, heights[last] > frame.plot.bottom {
      heights[last] = frame.plot.bottom
      for index in heights.indices.dropLast().reversed() {
        heights[index] = min(heights[index], heights[index + 1] - spacing)
      }
    }
    for (entry, height) in zip(ends, heights) {
      let left = frame.plot.right + 10
      if abs(height - entry.end.y) > 3 || entry.end.x < frame.plot.right - 30 {
        canvas.line(
          [Point(entry.end.x + 4, entry.end.y), Point(left - 2, height)],
          Canvas.Stroke(.hue(entry.series.style.hue), width: 0.75))
      }
      canvas.write(
        metrics.shortened(entry.series.name, .regular, to: width),
        at: Point(left, height + metrics.capitalHeight(.regular) / 2), .regular,
        paint: .hue(entry.series.style.hue), isBold: true)
    }
  }
}

extension [Point] {
  /// Whether a line through the points passes through a box: it is looked at every few units.
  fileprivate func crosses(_ box: Box) -> Bool {
    zip(self, dropFirst()).contains { from, to in
      guard from.x <= box.right, to.x >= box.left else { return false }
      let steps = Swift.max(1, Int((to.x - from.x) / 4))
      return (0...steps).contains { step in
        let share = Double(step) / Double(steps)
        let (x, y) = (from.x + share * (to.x - from.x), from.y + share * (to.y - from.y))
        return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom
      }
    }
  }
}
