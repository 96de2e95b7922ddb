/// A chart laid out at a width.
package struct ChartDrawing: Sendable {
  /// Whether title and caption are drawn, or left to what surrounds the chart.
  package enum Surroundings: Sendable {
    /// A file of its own: title and caption belong to the drawing.
    case alone
    /// A page that shows both.
    case page
  }

  package let width: Double
  package let height: Double
  package let shapes: [Canvas.Shape]

  package init(
    of chart: any Chart, width: Double, metrics: any TextMetrics, in surroundings: Surroundings
  ) {
    let isAlone = surroundings == .alone
    let margin = isAlone ? 16.0 : 0
    let inner = width - 2 * margin
    let titleLines = isAlone ? metrics.lines(of: chart.title, .title, width: inner) : []
    let captionLines = isAlone ? metrics.lines(of: chart.caption, .small, width: inner) : []
    var canvas = Canvas(metrics: metrics)
    var top = margin
    for line in titleLines {
      canvas.write(line, at: Point(margin, top + metrics.capitalHeight(.title)), .title, isBold: true)
      top += metrics.lineHeight(.title)
    }
    if !titleLines.isEmpty { top += 6 }
    let body = Box(left: margin, top: top, width: inner, height: chart.height(forWidth: inner, metrics))
    chart.draw(on: &canvas, in: body)
    top = body.bottom
    if !captionLines.isEmpty { top += 12 }
    for line in captionLines {
      canvas.write(line, at: Point(margin, top + metrics.capitalHeight(.small)), paint: .muted)
      top += metrics.lineHeight(.small)
    }
    (self.width, height, shapes) = (width, top + margin, canvas.shapes)
  }
}
