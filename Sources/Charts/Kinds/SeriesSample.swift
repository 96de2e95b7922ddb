/// What a series looks like, for a name beside it: a piece of its line with a marker.
package struct SeriesSample: Chart {
  package let title = ""
  package let caption = ""
  package let style: SeriesStyle

  package init(_ style: SeriesStyle) { self.style = style }

  /// The size of a sample, in units.
  package static let size = (width: 26.0, height: 10.0)

  package func height(forWidth width: Double, _ metrics: any TextMetrics) -> Double { Self.size.height }

  package func draw(on canvas: inout Canvas, in area: Box) {
    let middle = area.center
    canvas.line(
      [Point(area.left, middle.y), Point(area.right, middle.y)],
      Canvas.Stroke(.hue(style.hue), width: 2, dashes: style.dashes))
    canvas.marker(style, at: middle, size: 7)
  }
}
