import Foundation
import Pictures

/// A chart as pixels on white, for papers and slides.
package struct ChartPicture: Picture {
  package let image: Image
  package let text: [(key: String, value: String)]

  /// Lays the chart out at a width in units of the drawing, and draws it with `scale` pixels for each unit, 1 to 8.
  ///
  /// - Throws: ``PictureError`` when the picture would exceed 16,384 pixels a side.
  package init(of chart: any Chart, width: Double = 720, scale: Int = 2) throws(PictureError) {
    let metrics = LetteringMetrics(scale: scale)
    let drawing = ChartDrawing(of: chart, width: width, metrics: metrics, in: .alone)
    var image = try Image(
      width: Int((drawing.width * Double(scale)).rounded(.up)),
      height: Int((drawing.height * Double(scale)).rounded(.up)))
    var painter = Painter(image: image, metrics: metrics)
    for shape in drawing.shapes { painter.add(shape) }
    image = painter.image
    self.image = image
    text = PictureCaption(title: chart.title, text: chart.caption).entries
  }
}

/// Draws shapes into an image.
private struct Painter {
  var image: Image
  let metrics: LetteringMetrics

  private var scale: Double { Double(metrics.scale) }
  private func pixels(_ point: Point) -> Point { Point(point.x * scale, point.y * scale) }

  mutating func add(_ shape: Canvas.Shape) {
    switch shape {
    case .line(let points, let stroke): addLine(points, stroke)
    case .area(let points, let paint, let opacity): addPolygon(points, paint.light, opacity: opacity)
    case .box(let box, let paint, let radius, let opacity): addBox(box, paint.light, radius: radius, opacity: opacity)
    case .marker(let marker, let place, let size, let hue, let isHollow):
      addMarker(marker, at: place, size: size, hue.light)
      if isHollow { addMarker(marker, at: place, size: size - 3, .white) }
    case .writing(let writing): addWriting(writing)
    case .explained(_, let shapes): for shape in shapes { add(shape) }
    }
  }

  private mutating func addLine(_ points: [Point], _ stroke: Canvas.Stroke) {
    let width = max(1, stroke.width * scale)
    var points = points.map(pixels)
    // A thin line along the grid is sharp when it fills whole pixels.
    if points.count == 2, points[0].x == points[1].x || points[0].y == points[1].y, stroke.dashes.isEmpty {
      let (left, right) = (min(points[0].x, points[1].x), max(points[0].x, points[1].x))
      let (top, bottom) = (min(points[0].y, points[1].y), max(points[0].y, points[1].y))
      let pen = max(1, Int(width.rounded()))
      func start(_ value: Double) -> Int { Int((value - Double(pen) / 2).rounded()) }
      let isLevel = top == bottom
      return image.fill(
        Rectangle(
          x: isLevel ? Int(left.rounded()) : start(left), y: isLevel ? start(top) : Int(top.rounded()),
          width: isLevel ? Int((right - left).rounded()) : pen,
          height: isLevel ? pen : Int((bottom - top).rounded())), stroke.paint.light)
    }
    points = points.filter { $0.x.isFinite && $0.y.isFinite }
    var coverage = Coverage(of: Coverage.area(of: points, pen: width, in: image.bounds))
    for piece in Dashes.pieces(of: points, pattern: stroke.dashes.map { $0 * scale }) {
      for (from, to) in zip(piece, piece.dropFirst()) { coverage.addStroke(from: from, to: to, width: width) }
    }
    coverage.paint(stroke.paint.light, opacity: 1, on: &image)
  }

  private mutating func addPolygon(_ points: [Point], _ color: Color, opacity: Double) {
    let points = points.map(pixels)
    var coverage = Coverage(of: Coverage.area(of: points, pen: 1, in: image.bounds))
    coverage.addPolygon(points)
    coverage.paint(color, opacity: opacity, on: &image)
  }

  private mutating func addBox(_ box: Box, _ color: Color, radius: Double, opacity: Double) {
    if radius == 0, opacity == 1 {
      let (left, top) = (Int((box.left * scale).rounded()), Int((box.top * scale).rounded()))
      return image.fill(
        Rectangle(
          x: left, y: top, width: Int((box.right * scale).rounded()) - left,
          height: Int((box.bottom * scale).rounded()) - top), color)
    }
    let radius = min(radius, box.width / 2, box.height / 2)
    // Corners as three chords of their quarter circle.
    let quarter = [0.0, 1, 2, 3].map { ($0 / 3 * .pi / 2) }
    let corners = [
      (box.right - radius, box.top + radius, -Double.pi / 2), (box.right - radius, box.bottom - radius, 0),
      (box.left + radius, box.bottom - radius, Double.pi / 2), (box.left + radius, box.top + radius, Double.pi),
    ]
    let points = corners.flatMap { x, y, turn in
      quarter.map { Point(x + radius * cos($0 + turn), y + radius * sin($0 + turn)) }
    }
    addPolygon(points, color, opacity: opacity)
  }

  private mutating func addMarker(_ marker: Marker, at place: Point, size: Double, _ color: Color) {
    if let outline = marker.outline(at: place, size: size) { return addPolygon(outline, color, opacity: 1) }
    let center = pixels(place)
    var coverage = Coverage(of: Coverage.area(of: [center], pen: size * scale, in: image.bounds))
    coverage.addStroke(from: center, to: center, width: size * scale)
    coverage.paint(color, opacity: 1, on: &image)
  }

  private mutating func addWriting(_ writing: Canvas.Writing) {
    let pen = metrics.pen(writing.size)
    let place = pixels(writing.place)
    let width = Double(Lettering.width(of: writing.text, scale: pen))
    let left =
      switch writing.anchor {
      case .start: place.x
      case .middle: place.x - width / 2
      case .end: place.x - width
      }
    image.draw(
      writing.text, x: Int(left.rounded()), y: Int(place.y.rounded()) - Lettering.capitalHeight(scale: pen),
      color: writing.paint.light, scale: pen)
  }
}
