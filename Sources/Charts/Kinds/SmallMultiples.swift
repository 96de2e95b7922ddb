/// Several charts of one kind side by side, each under its own title, with one legend.
package struct SmallMultiples: Chart {
  package var title: String
  package var caption: String
  package var panels: [any Chart]
  /// The width under which a panel is not drawn; it decides how many stand in a row.
  package var panelWidth: Double
  package var legend: Legend

  package init(
    title: String = "", caption: String = "", panels: [any Chart], panelWidth: Double = 180, legend: Legend = Legend([])
  ) {
    (self.title, self.caption, self.panels) = (title, caption, panels)
    (self.panelWidth, self.legend) = (panelWidth, legend)
  }

  private static let gap = 22.0

  /// How many panels stand in a row, so that rows are about equally full.
  private func columns(_ width: Double) -> Int {
    let most = max(1, min(panels.count, Int((width + Self.gap) / (panelWidth + Self.gap))))
    let rows = (panels.count + most - 1) / most
    return max(1, (panels.count + rows - 1) / max(rows, 1))
  }

  private func size(_ width: Double) -> Double {
    let columns = Double(columns(width))
    return (width - Self.gap * (columns - 1)) / columns
  }

  /// The heights of the rows, with the panels' titles.
  private func rows(_ width: Double, _ metrics: any TextMetrics) -> [Double] {
    let (columns, size) = (columns(width), size(width))
    return stride(from: 0, to: panels.count, by: columns).map { start in
      let heights = panels[start..<min(start + columns, panels.count)].map { $0.height(forWidth: size, metrics) }
      return (heights.max() ?? 0) + metrics.lineHeight(.regular) + 4
    }
  }

  package func height(forWidth width: Double, _ metrics: any TextMetrics) -> Double {
    let rows = rows(width, metrics)
    return legend.height(forWidth: width, metrics) + rows.reduce(0, +) + Self.gap * Double(max(rows.count - 1, 0))
  }

  package func draw(on canvas: inout Canvas, in area: Box) {
    let metrics = canvas.metrics
    legend.draw(on: &canvas, in: area)
    let (columns, size) = (columns(area.width), size(area.width))
    var top = area.top + legend.height(forWidth: area.width, metrics)
    for (row, height) in rows(area.width, metrics).enumerated() {
      for (column, panel) in panels.dropFirst(row * columns).prefix(columns).enumerated() {
        let left = area.left + Double(column) * (size + Self.gap)
        let title = metrics.shortened(panel.title, .regular, to: size)
        canvas.write(title, at: Point(left, top + metrics.capitalHeight(.regular)), .regular, isBold: true)
        let body = top + metrics.lineHeight(.regular) + 4
        panel.draw(
          on: &canvas,
          in: Box(left: left, top: body, width: size, height: panel.height(forWidth: size, metrics)))
      }
      top += height + Self.gap
    }
  }
}
