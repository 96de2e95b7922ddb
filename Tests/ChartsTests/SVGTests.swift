import Foundation
import FoundationXML
import Testing

@testable import Charts

@Suite struct SVGTests {
  private static let hostile = "</text><script>alert(1)</script>&\"'\u{0}\u{202E}<b> 實驗"

  private static func lines(named names: [String], title: String = "") -> LineChart {
    LineChart(
      title: title, x: Axis("epoch", isWhole: true), y: Axis("top-1, %", numbers: .percent),
      series: zip(names, SeriesStyle.styles(of: names)).map { name, style in
        Series(name, style: style, values: (1...5).map { .init(x: Double($0), y: 0.1 * Double($0), interval: 0...0.6) })
      })
  }

  static let charts: [any Chart] = [
    lines(named: ["sum", hostile], title: hostile),
    BarChart(
      title: hostile, categories: [hostile], value: Axis(hostile),
      series: [.init(hostile, style: SeriesStyle(of: "a"), bars: [.init(3, interval: 2...4)])]),
    ShareChart(
      title: hostile, parts: [hostile, "2"], rows: [.init(hostile, style: SeriesStyle(of: "a"), parts: [1, 2])]),
    HeatMap(
      title: hostile, rows: [hostile, "b"], columns: ["a", hostile], values: [[1, -0.5], [nil, 0]],
      scale: .signed(limit: 1), rowLabel: hostile),
    SmallMultiples(
      title: hostile, panels: [lines(named: ["a"], title: hostile), lines(named: ["b"])],
      legend: Legend([(hostile, SeriesStyle(of: "a"))])),
  ]

  /// Collects what a strict reader of XML finds.
  private final class Reader: NSObject, XMLParserDelegate {
    var elements: Set<String> = []
    var text = ""
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) { elements.insert(name) }
    func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }
  }

  @Test(arguments: charts.indices)
  func `a hostile name stays text`(index: Int) throws {
    let svg = SVGPicture(of: Self.charts[index]).text
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    #expect(reader.elements.isSubset(of: ["svg", "g", "title", "text", "rect", "polyline", "polygon", "circle"]))
    #expect(reader.text.contains("</text>"))
    #expect(!svg.contains("\u{0}") && !svg.contains("\u{202E}"))
  }

  @Test(arguments: charts.indices)
  func `everything that is drawn lies on the drawing, whatever its width`(index: Int) {
    for width in [300.0, 640, 1200] {
      let drawing = ChartDrawing(of: Self.charts[index], width: width, metrics: ScreenMetrics(), in: .alone)
      #expect(drawing.height > 20 && drawing.height < 3 * width)
      for point in points(of: drawing.shapes) {
        #expect(point.x.isFinite && point.y.isFinite)
        #expect(point.x >= -1 && point.x <= drawing.width + 1, "\(point) at width \(width)")
        #expect(point.y >= -1 && point.y <= drawing.height + 1, "\(point) at width \(width)")
      }
    }
  }

  private func points(of shapes: [Canvas.Shape]) -> [Point] {
    shapes.flatMap { shape -> [Point] in
      switch shape {
      case .line(let points, _), .area(let points, _, _): points
      case .box(let box, _, _, _): [Point(box.left, box.top), Point(box.right, box.bottom)]
      case .marker(_, let place, _, _, _): [place]
      case .writing(let writing): [writing.place]
      case .explained(_, let shapes): points(of: shapes)
      }
    }
  }

  @Test func `names beside lines do not cover each other`() {
    let names = ["sum", "dfs", "pcgrad", "cagrad", "mgda"]
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"),
      series: zip(names, SeriesStyle.styles(of: names)).map { name, style in
        Series(name, style: style, values: [.init(x: 0, y: 0), .init(x: 1, y: 1)])
      })
    let drawing = ChartDrawing(of: chart, width: 500, metrics: ScreenMetrics(), in: .page)
    let heights = drawing.shapes.compactMap { shape -> Double? in
      guard case .writing(let writing) = shape, names.contains(writing.text) else { return nil }
      return writing.place.y
    }.sorted()
    #expect(heights.count == names.count)
    for (a, b) in zip(heights, heights.dropFirst()) { #expect(b - a >= ScreenMetrics().lineHeight(.regular) - 1e-9) }
  }

  @Test func `a long line keeps its ends and its peaks`() {
    var values = (0..<10_000).map { Series.Value(x: Double($0), y: 0) }
    values[4321].y = 1
    values[8765].y = -1
    let thinned = Series("a", style: SeriesStyle(of: "a"), values: values).thinned(to: 400)
    #expect(thinned.values.count <= 402)
    #expect(thinned.values.first?.x == 0 && thinned.values.last?.x == 9999)
    #expect(thinned.values.map(\.y).max() == 1 && thinned.values.map(\.y).min() == -1)
    #expect(thinned.values.map(\.x) == thinned.values.map(\.x).sorted())
  }

  @Test func `what is not a number leaves a gap`() {
    let series = Series(
      "a", style: SeriesStyle(of: "a"),
      values: [1, .nan, 3, 4, .infinity].enumerated().map { .init(x: Double($0), y: $1) })
    #expect(series.segments.map { $0.map(\.y) } == [[1], [3, 4]])
  }

  @Test func `colours of a page replace those that are written out`() {
    let svg = SVGPicture(of: Self.lines(named: ["dfs"]), in: .page).text
    #expect(svg.contains("fill=\"#c44f00\" class=\"f-vermillion\""))
    #expect(SVGPicture.stylesheet.contains(".chart .f-vermillion{fill:var(--vermillion)}"))
    #expect(SVGPicture.stylesheet.contains("--vermillion:#ff8f4a;"))
  }
}
