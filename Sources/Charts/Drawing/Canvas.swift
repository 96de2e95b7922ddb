/// What a chart is drawn onto: shapes in the order in which they cover each other.
package struct Canvas: Sendable {
  /// What a shape is coloured with.
  package enum Paint: Sendable, Hashable {
    /// Main writing and lines.
    case ink
    /// Writing beside the point.
    case muted
    /// Lines that only guide the eye.
    case grid
    /// The ground.
    case paper
    /// The colour of a series.
    case hue(Hue)
    /// A colour that stands for a value, the same on a light and a dark ground.
    case value(red: UInt8, green: UInt8, blue: UInt8)
  }

  /// How a line is drawn.
  package struct Stroke: Sendable, Equatable {
    package var paint: Paint
    package var width: Double
    /// Lengths of dashes and gaps in turn; empty for an unbroken line.
    package var dashes: [Double]

    package init(_ paint: Paint, width: Double = 1, dashes: [Double] = []) {
      (self.paint, self.width, self.dashes) = (paint, width, dashes)
    }
  }

  /// Which part of a text stands at its place.
  package enum Anchor: Sendable { case start, middle, end }

  /// A line of writing; `place` is on its base line.
  package struct Writing: Sendable, Equatable {
    package var text: String
    package var place: Point
    package var size = TextSize.small
    package var anchor = Anchor.start
    package var paint = Paint.ink
    package var isBold = false
  }

  package indirect enum Shape: Sendable {
    case line([Point], Stroke)
    /// A closed shape; `opacity` is in 0...1.
    case area([Point], Paint, opacity: Double)
    case box(Box, Paint, radius: Double, opacity: Double)
    /// A symbol of a series, `size` units across; a hollow one is filled with the ground.
    case marker(Marker, at: Point, size: Double, Hue, isHollow: Bool)
    case writing(Writing)
    /// Shapes that say something when a pointer rests on them.
    case explained(String, [Shape])
  }

  package let metrics: any TextMetrics
  package private(set) var shapes: [Shape] = []

  package init(metrics: any TextMetrics) { self.metrics = metrics }

  // MARK: - Drawing

  package mutating func line(_ points: [Point], _ stroke: Stroke) {
    if points.count > 1 { shapes.append(.line(points, stroke)) }
  }

  package mutating func area(_ points: [Point], _ paint: Paint, opacity: Double = 1) {
    if points.count > 2 { shapes.append(.area(points, paint, opacity: opacity)) }
  }

  package mutating func box(_ box: Box, _ paint: Paint, radius: Double = 0, opacity: Double = 1) {
    if box.width > 0, box.height > 0 { shapes.append(.box(box, paint, radius: radius, opacity: opacity)) }
  }

  package mutating func marker(_ style: SeriesStyle, at place: Point, size: Double = 6) {
    shapes.append(.marker(style.marker, at: place, size: size, style.hue, isHollow: style.isHollow))
  }

  package mutating func write(
    _ text: String, at place: Point, _ size: TextSize = .small, anchor: Anchor = .start, paint: Paint = .ink,
    isBold: Bool = false
  ) {
    guard !text.isEmpty else { return }
    shapes.append(
      .writing(Writing(text: text, place: place, size: size, anchor: anchor, paint: paint, isBold: isBold)))
  }

  /// Draws what `draw` draws, with an explanation for the pointer.
  package mutating func explained(_ text: String, _ draw: (inout Canvas) -> Void) {
    var inner = Canvas(metrics: metrics)
    draw(&inner)
    if !inner.shapes.isEmpty { shapes.append(.explained(text, inner.shapes)) }
  }
}
