/// The names of series with their looks, in rows from the left.
package struct Legend: Sendable {
  package let entries: [(name: String, style: SeriesStyle)]

  package init(_ entries: [(name: String, style: SeriesStyle)]) { self.entries = entries }

  private static let sample = 26.0
  private static let gap = 18.0
  private static let rowHeight = 18.0

  /// The entries row by row, each with its distance from the left.
  private func rows(width: Double, _ metrics: any TextMetrics) -> [[(left: Double, name: String, style: SeriesStyle)]] {
    var rows: [[(left: Double, name: String, style: SeriesStyle)]] = []
    var left = 0.0
    for (name, style) in entries {
      let name = metrics.shortened(name, .regular, to: width - Self.sample)
      let needed = Self.sample + metrics.width(of: name, .regular)
      if rows.isEmpty || left + needed > width {
        rows.append([])
        left = 0
      }
      rows[rows.count - 1].append((left, name, style))
      left += needed + Self.gap
    }
    return rows
  }

  func height(forWidth width: Double, _ metrics: any TextMetrics) -> Double {
    entries.isEmpty ? 0 : Double(rows(width: width, metrics).count) * Self.rowHeight + 10
  }

  func draw(on canvas: inout Canvas, in area: Box) {
    for (row, entries) in rows(width: area.width, canvas.metrics).enumerated() {
      let middle = area.top + (Double(row) + 0.5) * Self.rowHeight
      for (left, name, style) in entries {
        let start = area.left + left
        SeriesSample(style).draw(
          on: &canvas, in: Box(left: start, top: middle - 5, width: 20, height: SeriesSample.size.height))
        let base = middle + canvas.metrics.capitalHeight(.regular) / 2
        canvas.write(name, at: Point(start + Self.sample, base), .regular)
      }
    }
  }
}
