import Foundation

/// The lettering of our pictures: monoline, proportional, drawn at whole scales.
///
/// A scale is the width of the pen in pixels: capitals are 7 scales high, and 2 is the size of running text. Straight strokes that
/// run with the pixel grid fill whole pixels, so they are sharp; slanted and round ones are anti-aliased.
public enum Lettering {
  /// The height of capitals and figures, in pixels.
  public static func capitalHeight(scale: Int) -> Int { 7 * scale }
  /// From the top of one line to the top of the next, in pixels.
  public static func lineHeight(scale: Int) -> Int { 12 * scale }

  /// The width of a line of text in pixels, without space after its last character.
  public static func width(of text: String, scale: Int) -> Int {
    let advances = text.map { advance(of: $0, scale: scale) }
    return advances.isEmpty ? 0 : advances.reduce(0, +) - gap(scale: scale)
  }

  /// The text in lines no wider than `width` pixels, broken at spaces that may break; a longer word stands alone and sticks out.
  public static func lines(of text: String, width: Int, scale: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      let longer = (lines.last.map { $0 + " " } ?? "") + word
      if lines.isEmpty || self.width(of: longer, scale: scale) > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = longer
      }
    }
    return lines
  }

  /// From the left edge of one character to the left edge of the next, in pixels.
  static func advance(of character: Character, scale: Int) -> Int {
    character == " " || character == "\u{A0}"
      ? (7 * scale + 1) / 2 : pen(Glyph.of(character).width, scale) + scale + gap(scale: scale)
  }

  /// The space between two characters: one and a half pens.
  private static func gap(scale: Int) -> Int { (3 * scale + 1) / 2 }

  /// A grid coordinate in whole pixels, so that strokes along the grid fall on pixels.
  fileprivate static func pen(_ unit: Float, _ scale: Int) -> Int { Int((unit * Float(scale)).rounded()) }
}

extension Image {
  /// Draws a line of text; (`x`, `y`) is the top left corner of its first capital.
  ///
  /// Characters outside of ASCII and a few signs of mathematics are drawn as an empty box, accented letters without their accent.
  public mutating func draw(_ text: String, x: Int, y: Int, color: Color = .ink, scale: Int = 2) {
    var left = x
    for character in text {
      draw(Glyph.of(character), x: left, y: y, color: color, scale: scale)
      left += Lettering.advance(of: character, scale: scale)
    }
  }

  private mutating func draw(_ glyph: Glyph, x: Int, y: Int, color: Color, scale: Int) {
    // Strokes of one glyph overlap: a pixel takes the largest share that one of them covers.
    let (margin, columns, rows) = (2 * scale, Lettering.pen(glyph.width, scale) + 5 * scale, 14 * scale)
    var shares = [Float](repeating: 0, count: columns * rows)
    for segment in glyph.segments(scale: scale) {
      let reach = segment.reach(pen: scale)
      for row in max(reach.y, -margin)..<min(reach.bottom, rows - margin) {
        for column in max(reach.x, -margin)..<min(reach.right, columns - margin) {
          let index = (row + margin) * columns + column + margin
          shares[index] = max(shares[index], segment.coverage(column: column, row: row, pen: scale))
        }
      }
    }
    for (index, share) in shares.enumerated() where share > 0 {
      let (left, top) = (x + index % columns - margin, y + index / columns - margin)
      guard left >= 0, left < width, top >= 0, top < height else { continue }
      self[left, top] = self[left, top].mixed(with: color, share: share)
    }
  }
}

/// One character's strokes, as straight lines and quarters of ellipses on the grid of ``Glyphs``.
private struct Glyph: Sendable {
  enum Piece {
    case line(Point, Point)
    case quarter(Point, corner: Point, Point)
  }

  private(set) var pieces: [Piece] = []
  private(set) var width: Float = 0

  private static let all = Glyphs.strokes.mapValues { Glyph($0) }
  private static let missing = Glyph(Glyphs.missing)

  /// An accented letter that is not there is drawn without its accent: names of classes stay legible.
  static func of(_ character: Character) -> Glyph {
    if let glyph = all[character] { return glyph }
    let letter = String(character).decomposedStringWithCanonicalMapping.unicodeScalars.first.map(Character.init)
    return letter.flatMap { all[$0] } ?? missing
  }

  init(_ strokes: String) {
    for stroke in strokes.split(separator: "|") {
      var last: Point?
      var corner: Point?
      var isDot = true
      for token in stroke.split(separator: " ") {
        let point = Point(token)
        width = max(width, point.x)
        if token.hasPrefix("(") {
          corner = point
          continue
        }
        if let last {
          pieces.append(corner.map { .quarter(last, corner: $0, point) } ?? .line(last, point))
          isDot = false
        }
        last = point
        corner = nil
      }
      if isDot, let last { pieces.append(.line(last, last)) }
    }
  }

  /// The strokes in pixels, curves as short lines.
  func segments(scale: Int) -> [Segment] {
    pieces.flatMap { piece -> [Segment] in
      switch piece {
      case .line(let from, let to): [Segment(from.snapped(scale), to.snapped(scale))]
      case .quarter(let from, let corner, let to):
        curve(from: from.snapped(scale), corner: corner.snapped(scale), to: to.snapped(scale))
      }
    }
  }

  /// A quarter of an ellipse as eight lines along the cubic Bézier curve that comes within 0.03 % of it.
  private func curve(from: Point, corner: Point, to: Point) -> [Segment] {
    let reach: Float = 0.5523
    let (first, second) = (from.toward(corner, reach), to.toward(corner, reach))
    let points = (0...8).map { step -> Point in
      let t = Float(step) / 8
      let (a, b, c) = (from.toward(first, t), first.toward(second, t), second.toward(to, t))
      return a.toward(b, t).toward(b.toward(c, t), t)
    }
    return zip(points, points.dropFirst()).map { Segment($0, $1) }
  }
}

private struct Point: Sendable {
  var x: Float
  var y: Float

  init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }

  /// A point written as `x,y` or `(x,y)`.
  init(_ token: Substring) {
    let numbers = token.split { "(,)".contains($0) }.compactMap { Float($0) }
    precondition(numbers.count == 2, "a glyph has a point that is not x,y: \(token)")
    self.init(x: numbers[0], y: numbers[1])
  }

  func toward(_ other: Point, _ share: Float) -> Point {
    Point(x: x + (other.x - x) * share, y: y + (other.y - y) * share)
  }

  func snapped(_ scale: Int) -> Point {
    Point(x: Float(Lettering.pen(x, scale)), y: Float(Lettering.pen(y, scale)))
  }
}

/// A pen stroke from point to point, in pixels; a point stands for the square of the pen that has it as its top left corner.
private struct Segment {
  let from: Point
  let to: Point

  init(_ from: Point, _ to: Point) {
    self.from = from
    self.to = to
  }

  /// The pixels that the stroke can touch.
  func reach(pen: Int) -> Rectangle {
    let (left, top) = (Int(min(from.x, to.x)) - 1, Int(min(from.y, to.y)) - 1)
    return Rectangle(
      x: left, y: top, width: Int(max(from.x, to.x)) - left + pen + 2, height: Int(max(from.y, to.y)) - top + pen + 2)
  }

  /// How much of a pixel the stroke covers, 0 to 1.
  func coverage(column: Int, row: Int, pen: Int) -> Float {
    let (x, y, pen) = (Float(column), Float(row), Float(pen))
    if from.x == to.x || from.y == to.y {
      // Along the grid the pen is a square and fills whole pixels.
      return overlap(x, from.x, to.x, pen) * overlap(y, from.y, to.y, pen)
    }
    // Elsewhere the pen is round: the distance of the pixel's centre from the line of the pen's centre.
    let half = pen / 2
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let (px, py) = (x + 0.5 - half - from.x, y + 0.5 - half - from.y)
    let along = min(max((px * dx + py * dy) / (dx * dx + dy * dy), 0), 1)
    let (ex, ey) = (px - along * dx, py - along * dy)
    return min(max(half + 0.5 - (ex * ex + ey * ey).squareRoot(), 0), 1)
  }

  /// The share of the pixel from `position` that lies between `from` and `to` plus the pen, on one axis.
  private func overlap(_ position: Float, _ from: Float, _ to: Float, _ pen: Float) -> Float {
    min(max(min(position + 1, max(from, to) + pen) - max(position, min(from, to)), 0), 1)
  }
}
