import Foundation
import Pictures

/// A chart as an SVG image.
///
/// Every colour is written out for a light ground, and named by a class that ``stylesheet`` redefines: a file of its own needs
/// no stylesheet, and a page that has it follows the reader's choice of light or dark.
package struct SVGPicture: Sendable {
  /// The `svg` element.
  package let text: String
  package let width: Double
  package let height: Double

  /// Lays the chart out at `width` and writes it.
  package init(of chart: any Chart, width: Double = 640, in surroundings: ChartDrawing.Surroundings = .alone) {
    let drawing = ChartDrawing(of: chart, width: width, metrics: ScreenMetrics(), in: surroundings)
    (self.width, height) = (drawing.width, drawing.height)
    var writer = Writer()
    if surroundings == .alone {
      let sheet = Box(left: 0, top: 0, width: drawing.width, height: drawing.height)
      writer.add(.box(sheet, .paper, radius: 0, opacity: 1))
    }
    for shape in drawing.shapes { writer.add(shape) }
    let (w, h) = (Writer.number(drawing.width), Writer.number(drawing.height))
    let label = MarkupText.escaped([chart.title, chart.caption].filter { !$0.isEmpty }.joined(separator: ". "))
    text =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 \(w) \(h)\""
      + " width=\"\(w)\" height=\"\(h)\""
      + " role=\"img\" aria-label=\"\(label)\" font-family=\"system-ui, 'DejaVu Sans', Arial, sans-serif\">"
      + writer.text + "</svg>\n"
  }

  /// The colours of charts on a page: `--paper`, `--ink`, `--muted` and `--grid` are the page's own.
  package static let stylesheet: String = {
    var light = ""
    var dark = ""
    for hue in Hue.allCases {
      light += "--\(hue.rawValue):\(hue.light.hexadecimal);"
      dark += "--\(hue.rawValue):\(hue.dark.hexadecimal);"
    }
    let names = ["ink", "muted", "grid", "paper"] + Hue.allCases.map(\.rawValue)
    let rules = names.map { ".chart .f-\($0){fill:var(--\($0))}.chart .s-\($0){stroke:var(--\($0))}" }.joined()
    return ":root{\(light)}@media(prefers-color-scheme:dark){:root{\(dark)}}\(rules)"
      // Paper is white, whatever the screen is.
      + "@media print{:root{\(light)}}"
  }()
}

/// Writes shapes as elements.
private struct Writer {
  private(set) var text = ""

  /// At most two decimals, none where they are zeros.
  static func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    if hundredths.remainder(dividingBy: 100) == 0 { return "\(Int(hundredths / 100))" }
    let text = String(format: "%.2f", hundredths / 100)
    return text.hasSuffix("0") ? String(text.dropLast()) : text
  }

  private static func list(_ points: [Point]) -> String {
    points.map { number($0.x) + "," + number($0.y) }.joined(separator: " ")
  }

  mutating func add(_ shape: Canvas.Shape) {
    switch shape {
    case .line(let points, let stroke): addLine(points, stroke)
    case .area(let points, let paint, let opacity):
      text += "<polygon points=\"\(Self.list(points))\"\(fill(paint, opacity))/>"
    case .box(let box, let paint, let radius, let opacity):
      let corner = radius > 0 ? " rx=\"\(Self.number(radius))\"" : ""
      text += "<rect x=\"\(Self.number(box.left))\" y=\"\(Self.number(box.top))\" width=\"\(Self.number(box.width))\""
      text += " height=\"\(Self.number(box.height))\"\(corner)\(fill(paint, opacity))/>"
    case .marker(let marker, let place, let size, let hue, let isHollow):
      let paint =
        isHollow ? fill(.paper, 1) + " stroke-width=\"1.5\"" + stroke(.hue(hue)) : fill(.hue(hue), 1)
      if let outline = marker.outline(at: place, size: size) {
        text += "<polygon points=\"\(Self.list(outline))\"\(paint)/>"
      } else {
        text += "<circle cx=\"\(Self.number(place.x))\" cy=\"\(Self.number(place.y))\" r=\"\(Self.number(size / 2))\""
        text += "\(paint)/>"
      }
    case .writing(let writing): addWriting(writing)
    case .explained(let explanation, let shapes):
      text += "<g><title>\(MarkupText.escaped(explanation))</title>"
      for shape in shapes { add(shape) }
      text += "</g>"
    }
  }

  private mutating func addLine(_ points: [Point], _ line: Canvas.Stroke) {
    let dashes =
      line.dashes.isEmpty ? "" : " stroke-dasharray=\"\(line.dashes.map(Self.number).joined(separator: " "))\""
    text += "<polyline points=\"\(Self.list(points))\" fill=\"none\" stroke-width=\"\(Self.number(line.width))\""
    text += " stroke-linejoin=\"round\"\(dashes)\(stroke(line.paint))/>"
  }

  private mutating func addWriting(_ writing: Canvas.Writing) {
    let anchor = writing.anchor == .start ? "" : " text-anchor=\"\(writing.anchor == .end ? "end" : "middle")\""
    let weight = writing.isBold ? " font-weight=\"600\"" : ""
    text += "<text x=\"\(Self.number(writing.place.x))\" y=\"\(Self.number(writing.place.y))\""
    text += " font-size=\"\(Self.number(writing.size.points))\"\(anchor)\(weight)\(fill(writing.paint, 1))>"
    text += "\(MarkupText.escaped(writing.text))</text>"
  }

  private func fill(_ paint: Canvas.Paint, _ opacity: Double) -> String {
    let share = opacity < 1 ? " fill-opacity=\"\(Self.number(opacity))\"" : ""
    return " fill=\"\(paint.light.hexadecimal)\"" + (paint.name.map { " class=\"f-\($0)\"" } ?? "") + share
  }

  private func stroke(_ paint: Canvas.Paint) -> String {
    " stroke=\"\(paint.light.hexadecimal)\"" + (paint.name.map { " class=\"s-\($0)\"" } ?? "")
  }
}

extension Canvas.Paint {
  /// The colour on a light ground.
  var light: Color {
    switch self {
    case .ink: .ink
    case .muted: .muted
    case .grid: Color(gray: 226)
    case .paper: .white
    case .hue(let hue): hue.light
    case .value(let red, let green, let blue): Color(red, green, blue)
    }
  }

  /// What a stylesheet calls it; `nil` for what stays the same on every ground.
  fileprivate var name: String? {
    switch self {
    case .ink: "ink"
    case .muted: "muted"
    case .grid: "grid"
    case .paper: "paper"
    case .hue(let hue): hue.rawValue
    case .value: nil
    }
  }
}

extension Color {
  /// As stylesheets write it: `#1c1c1c`.
  package var hexadecimal: String { String(format: "#%02x%02x%02x", Int(red), Int(green), Int(blue)) }
}
