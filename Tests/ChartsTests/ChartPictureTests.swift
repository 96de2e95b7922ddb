import Foundation
import Pictures
import Testing

@testable import Charts

@Suite struct ChartPictureTests {
  @Test(arguments: SVGTests.charts.indices)
  func `the same chart gives the same bytes, at any scale`(index: Int) throws {
    let chart = SVGTests.charts[index]
    func picture(_ scale: Int) throws -> ChartPicture { try ChartPicture(of: chart, width: 360, scale: scale) }
    for scale in 1...2 {
      #expect(try picture(scale).pngData() == picture(scale).pngData())
      #expect(try picture(scale).image.width == 360 * scale)
    }
  }

  @Test func `a line runs where its values are`() throws {
    let blue = SeriesStyle(hue: .blue)
    let chart = LineChart(
      x: Axis("", range: 0...1), y: Axis("", range: 0...1),
      series: [Series("a", style: blue, values: [.init(x: 0, y: 0), .init(x: 1, y: 1)])], names: .none)
    let image = try ChartPicture(of: chart, width: 300, scale: 2).image
    let inked = (0..<image.height).flatMap { y in
      (0..<image.width).filter { image[$0, y] == Hue.blue.light }.map { (x: $0, y: y) }
    }
    let left = try #require(inked.min { $0.x < $1.x })
    let right = try #require(inked.max { $0.x < $1.x })
    #expect(left.y - right.y > image.height / 2)
    // The line's middle is half-way between its ends.
    let middle = (left.x + right.x) / 2
    #expect(inked.contains { abs($0.x - middle) <= 2 && abs($0.y - (left.y + right.y) / 2) <= 3 })
  }

  @Test func `dashes have the lengths of their pattern`() {
    let pieces = Dashes.pieces(of: [Point(0, 0), Point(10, 0), Point(10, 10)], pattern: [6, 2])
    #expect(
      pieces == [
        [Point(0, 0), Point(6, 0)], [Point(8, 0), Point(10, 0), Point(10, 4)], [Point(10, 6), Point(10, 10)],
      ])
    #expect(Dashes.pieces(of: [Point(0, 0), Point(1, 0)], pattern: []) == [[Point(0, 0), Point(1, 0)]])
  }

  @Test func `a polygon covers what lies inside, and half of a pixel that it halves`() throws {
    var image = try Image(width: 6, height: 4, color: .white)
    var coverage = Coverage(of: image.bounds)
    coverage.addPolygon([Point(1, 1), Point(3.5, 1), Point(3.5, 3), Point(1, 3)])
    coverage.paint(Color(gray: 0), opacity: 1, on: &image)
    #expect((0..<6).map { image[$0, 1].red } == [255, 0, 0, 128, 255, 255])
    #expect((0..<6).map { image[$0, 3].red } == [255, 255, 255, 255, 255, 255])
  }
}
