import Pictures

/// A table of values as coloured cells with their numbers.
package struct HeatMap: Chart {
  /// Which colours stand for which values.
  package enum Scale: Sendable {
    /// Red below zero, blue above, both ends equally dark: conflict is red.
    case signed(limit: Double)
    /// From nothing to `limit`, lighter to darker.
    case shares(limit: Double)

    func color(of value: Double) -> Color {
      switch self {
      // A range without the map's darkest ends, on which the eye cannot read a number.
      case .signed(let limit): ColorMap.blueWhiteRed.color(at: Float(0.5 - 0.34 * (value / limit).clamped(to: 1)))
      case .shares(let limit):
        Color.white.mixed(with: Hue.blue.light, share: Float(0.04 + 0.96 * max(0, value / limit).clamped(to: 1)))
      }
    }
  }

  package var title: String
  package var caption: String
  package var rows: [String]
  package var columns: [String]
  /// `[row][column]`; `nil` where nothing was measured.
  package var values: [[Double?]]
  package var scale: Scale
  package var numbers: NumberStyle
  /// What rows and columns are, such as `true class` and `answer`; may be empty.
  package var rowLabel: String
  package var columnLabel: String

  package init(
    title: String = "", caption: String = "", rows: [String], columns: [String], values: [[Double?]], scale: Scale,
    numbers: NumberStyle = .plain, rowLabel: String = "", columnLabel: String = ""
  ) {
    (self.title, self.caption, self.rows, self.columns) = (title, caption, rows, columns)
    (self.values, self.scale, self.numbers) = (values, scale, numbers)
    (self.rowLabel, self.columnLabel) = (rowLabel, columnLabel)
  }

  /// A cell is at most this large, in units of the drawing.
  package var largestCell = 48.0

  /// Whether shares that round to nothing are drawn, with their numbers, and not left to the ground.
  package var showsNothing = false

  /// The names of rows take at most this share of the width; longer ones are cut.
  package var nameShare = 0.3

  private struct Plan {
    var cell: Double
    var left: Double
    var top: Double
    var columnNames: [String]
    var rowNames: [String]
    /// Where names are wider than columns, only every so many columns are named.
    var namesEveryColumn: Int
  }

  private func plan(width: Double, _ metrics: any TextMetrics) -> Plan {
    let plan = plan(width: width, rows: rows, columns: columns, metrics)
    // Where rows and columns are the same and their names are wider than columns, numbers before the rows' names name both.
    guard plan.namesEveryColumn > 1, rows == columns else { return plan }
    let numbers = columns.indices.map { "\($0 + 1)" }
    return self.plan(width: width, rows: zip(rows, numbers).map { "\($1) \($0)" }, columns: numbers, metrics)
  }

  private func plan(width: Double, rows: [String], columns: [String], _ metrics: any TextMetrics) -> Plan {
    let rowNames = rows.map { metrics.shortened($0, .small, to: width * nameShare) }
    let left = (rowNames.map { metrics.width(of: $0, .small) }.max() ?? 0) + 8
    let cell = min(largestCell, (width - left) / Double(max(columns.count, 1)))
    let widest = columns.map { metrics.width(of: $0, .small) }.max() ?? 0
    let every = max(1, Int((widest / max(cell - 2, 1)).rounded(.up)))
    let top = metrics.lineHeight(.small) * (columnLabel.isEmpty && rowLabel.isEmpty ? 1 : 2) + 2
    return Plan(cell: cell, left: left, top: top, columnNames: columns, rowNames: rowNames, namesEveryColumn: every)
  }

  package func height(forWidth width: Double, _ metrics: any TextMetrics) -> Double {
    let plan = plan(width: width, metrics)
    return plan.top + Double(rows.count) * plan.cell
  }

  package func draw(on canvas: inout Canvas, in area: Box) {
    let metrics = canvas.metrics
    let plan = plan(width: area.width, metrics)
    let capital = metrics.capitalHeight(.small)
    let labels = [rowLabel.isEmpty ? "" : "↓ \(rowLabel)", columnLabel.isEmpty ? "" : "→ \(columnLabel)"]
    canvas.write(
      labels.filter { !$0.isEmpty }.joined(separator: "   "), at: Point(area.left, area.top + capital), paint: .muted)
    for (column, name) in plan.columnNames.enumerated() where column % plan.namesEveryColumn == 0 {
      let middle = area.left + plan.left + (Double(column) + 0.5) * plan.cell
      canvas.write(name, at: Point(middle, area.top + plan.top - 5), anchor: .middle, paint: .muted)
    }
    if case .shares = scale {
      // One ground for all that is next to nothing: a table of a hundred classes has ten thousand cells.
      let ground = Box(
        left: area.left + plan.left, top: area.top + plan.top, width: Double(columns.count) * plan.cell,
        height: Double(rows.count) * plan.cell)
      canvas.box(ground, .value(scale.color(of: 0)), radius: 3)
    }
    for (row, name) in plan.rowNames.enumerated() {
      let top = area.top + plan.top + Double(row) * plan.cell
      if plan.cell >= capital + 2 || row % Int(((capital + 3) / plan.cell).rounded(.up)) == 0 {
        canvas.write(
          name, at: Point(area.left + plan.left - 8, top + plan.cell / 2 + capital / 2), anchor: .end, paint: .muted)
      }
      for column in columns.indices where row < values.count && column < values[row].count {
        let gap = plan.cell > 12 ? 1.0 : 0
        let box = Box(
          left: area.left + plan.left + Double(column) * plan.cell, top: top, width: plan.cell - gap,
          height: plan.cell - gap)
        draw(values[row][column], row: row, column: column, in: box, on: &canvas)
      }
    }
  }

  private func draw(_ value: Double?, row: Int, column: Int, in box: Box, on canvas: inout Canvas) {
    guard let value, value.isFinite else { return canvas.box(box, .grid, radius: 2, opacity: 0.5) }
    if !isWorthDrawing(value), !showsNothing { return }
    let color = scale.color(of: value)
    let texts = texts(of: value)
    canvas.explained("\(rows[row]), \(columns[column]): \(texts[0])") { canvas in
      canvas.box(box, .value(color), radius: box.width > 12 ? 2 : 0)
      if let text = texts.first(where: { canvas.metrics.width(of: $0, .small) + 3 < box.width }) {
        canvas.write(
          text, at: Point(box.center.x, box.center.y + canvas.metrics.capitalHeight(.small) / 2), anchor: .middle,
          paint: .value(color.readable))
      }
    }
  }

  /// Among shares, what rounds to nothing is left to the ground.
  private func isWorthDrawing(_ value: Double) -> Bool {
    if case .shares(let limit) = scale { value >= 0.005 * limit } else { true }
  }

  /// The number in words; where a narrow cell may say less, first the long ones.
  private func texts(of value: Double) -> [String] {
    func signed(step: Double) -> String {
      let rounded = (value / step).rounded() * step
      return (rounded > 0 ? "+" : "") + NumberStyle.plain.tick(rounded, step: step)
    }
    return switch (numbers, scale) {
    case (.plain, .signed): [signed(step: 0.01), signed(step: 0.1)]
    case (.percent, _): [NumberStyle.percent.tick((value * 100).rounded() / 100, step: 0.01)]
    default: [numbers.text(value)]
    }
  }
}

extension Double {
  fileprivate func clamped(to limit: Double) -> Double { Swift.max(-limit, Swift.min(limit, self)) }
}
