/// The frame of a chart with two axes of numbers: where values stand, and the lines and numbers around them.
struct PlotFrame {
  /// Where values are drawn.
  let plot: Box
  let x: Axis
  let y: Axis
  private let area: Box
  private let xTicks: [(value: Double, text: String)]
  private let yTicks: [(value: Double, text: String)]

  /// Lays the frame out; both axes have ranges, and `reserved` is kept free at the right, for names of lines.
  init(in area: Box, x: Axis, y: Axis, reserved: Double, _ metrics: any TextMetrics) {
    (self.area, self.x, self.y) = (area, x, y)
    let capital = metrics.capitalHeight(.small)
    let top = y.label.isEmpty ? capital / 2 + 1 : capital + 12
    let bottom = capital + 9 + (x.label.isEmpty ? 0 : capital + 8)
    let height = area.height - top - bottom
    yTicks = y.ticks(along: height, spacing: area.width < 300 ? 36 : 52)
    let left = (yTicks.map { metrics.width(of: $0.text, .small) }.max() ?? 0) + 8
    let widest = x.ticks(along: area.width, spacing: 60).map { metrics.width(of: $0.text, .small) }.max() ?? 0
    // Half of the last number sticks out where nothing is reserved.
    plot = area.inset(left: left, top: top, right: max(reserved, widest / 2), bottom: bottom)
    xTicks = x.ticks(along: plot.width, spacing: max(widest + 24, area.width < 300 ? 44 : 84))
  }

  /// Where a pair of values stands.
  func place(_ x: Double, _ y: Double) -> Point {
    Point(
      plot.left + self.x.position(of: x, along: plot.width), plot.bottom - self.y.position(of: y, along: plot.height))
  }

  /// Draws the grid, the numbers and the labels.
  func draw(on canvas: inout Canvas) {
    let capital = canvas.metrics.capitalHeight(.small)
    for tick in yTicks {
      let height = place(0, tick.value).y
      canvas.line([Point(plot.left, height), Point(plot.right, height)], Canvas.Stroke(.grid))
      canvas.write(
        tick.text, at: Point(plot.left - 8, height + capital / 2), anchor: .end, paint: .muted)
    }
    canvas.line([Point(plot.left, plot.bottom), Point(plot.right, plot.bottom)], Canvas.Stroke(.muted))
    for tick in xTicks {
      let left = plot.left + x.position(of: tick.value, along: plot.width)
      canvas.line([Point(left, plot.bottom), Point(left, plot.bottom + 4)], Canvas.Stroke(.muted))
      canvas.write(tick.text, at: Point(left, plot.bottom + 7 + capital), anchor: .middle, paint: .muted)
    }
    canvas.write(y.label, at: Point(area.left, area.top + capital), paint: .muted)
    canvas.write(
      canvas.metrics.shortened(x.label, .small, to: area.width),
      at: Point(plot.left + plot.width / 2, plot.bottom + 15 + 2 * capital), anchor: .middle, paint: .muted)
  }
}
