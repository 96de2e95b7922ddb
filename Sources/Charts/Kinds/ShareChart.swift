/// One bar of parts for each row: which share of the whole is in each part.
package struct ShareChart: Chart {
  package struct Row: Sendable {
    package var name: String
    package var style: SeriesStyle
    /// Not negative; they are scaled to sum 1.
    package var parts: [Double]

    package init(_ name: String, style: SeriesStyle, parts: [Double]) {
      (self.name, self.style, self.parts) = (name, style, parts)
    }
  }

  package var title: String
  package var caption: String
  /// What the parts are called, in order: `exit 1`.
  package var parts: [String]
  package var rows: [Row]

  package init(title: String = "", caption: String = "", parts: [String], rows: [Row]) {
    (self.title, self.caption, self.parts, self.rows) = (title, caption, parts, rows)
  }

  private static let barHeight = 24.0
  private static let gap = 8.0

  package func height(forWidth width: Double, _ metrics: any TextMetrics) -> Double {
    Double(rows.count) * (Self.barHeight + Self.gap) + metrics.lineHeight(.small)
  }

  package func draw(on canvas: inout Canvas, in area: Box) {
    let metrics = canvas.metrics
    let names = rows.map { metrics.shortened($0.name, .regular, to: area.width * 0.3) }
    let left = (names.map { metrics.width(of: $0, .regular) }.max() ?? 0) + 10
    let bars = area.inset(left: left)
    for (index, row) in rows.enumerated() {
      let top = area.top + Double(index) * (Self.barHeight + Self.gap)
      canvas.write(
        names[index],
        at: Point(bars.left - 10, top + Self.barHeight / 2 + metrics.capitalHeight(.regular) / 2), .regular,
        anchor: .end)
      draw(row, in: Box(left: bars.left, top: top, width: bars.width, height: Self.barHeight), on: &canvas)
    }
    let base = area.bottom - metrics.lineHeight(.small) + metrics.capitalHeight(.small)
    canvas.write(parts.first ?? "", at: Point(bars.left, base), paint: .muted)
    if parts.count > 1 {
      canvas.write("deeper → \(parts[parts.count - 1])", at: Point(bars.right, base), anchor: .end, paint: .muted)
    }
  }

  private func draw(_ row: Row, in area: Box, on canvas: inout Canvas) {
    let total = row.parts.reduce(0, +)
    guard total > 0 else { return }
    var left = area.left
    for (part, value) in row.parts.enumerated() where value > 0 {
      let share = value / total
      let width = share * area.width
      // Deeper parts are darker, so that they stay apart without colour; gaps separate equals.
      let depth = row.parts.count > 1 ? Double(part) / Double(row.parts.count - 1) : 1
      let shade = row.style.hue.light.lightened(by: 0.72 * (1 - depth))
      let text = NumberStyle.percent.text(share)
      let name = part < parts.count ? parts[part] : "\(part + 1)"
      canvas.explained("\(row.name), \(name): \(text) %") { canvas in
        let box = Box(left: left, top: area.top, width: max(width - 1.5, 0.5), height: area.height)
        canvas.box(box, .value(shade), radius: 3)
        let label = NumberStyle.percent.tick((share * 100).rounded() / 100, step: 0.01)
        if canvas.metrics.width(of: label, .small) + 4 < box.width {
          canvas.write(
            label, at: Point(box.center.x, box.center.y + canvas.metrics.capitalHeight(.small) / 2), anchor: .middle,
            paint: .value(shade.readable))
        }
      }
      left += width
    }
  }
}
