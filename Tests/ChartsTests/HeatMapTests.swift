import Charts
import Testing

@Suite struct HeatMapTests {
  private static let classes = (1...14).map { "a class with a long name \($0)" }

  private func text(
    rows: [String], columns: [String], width: Double = 400, _ change: (inout HeatMap) -> Void = { _ in }
  )
    -> String
  {
    var map = HeatMap(
      rows: rows, columns: columns,
      values: rows.indices.map { row in columns.indices.map { $0 == row ? 0.75 : 0.001 } }, scale: .shares(limit: 1),
      numbers: .percent)
    change(&map)
    return SVGPicture(of: map, width: width).text
  }

  @Test func `classes whose names are wider than a column are numbered in rows and columns`() {
    let text = text(rows: Self.classes, columns: Self.classes)
    for number in 1...14 {
      #expect(text.contains(">\(number)<"), "column \(number)")
      #expect(text.contains(">\(number) a class"), "row \(number)")
    }
    // What the pointer is told has the whole names.
    #expect(text.contains("a class with a long name 3, a class with a long name 3: 75"))
  }

  @Test func `names that fit, and rows that are not the columns, are not numbered`() {
    #expect(text(rows: ["cat", "dog"], columns: ["cat", "dog"]).contains(">cat<"))
    #expect(!text(rows: Self.classes, columns: Self.classes.reversed()).contains(">1 a class"))
  }

  @Test func `shares that round to nothing are left to the ground, unless they are the point`() {
    #expect(!text(rows: ["a", "b"], columns: ["a", "b"]).contains(">0<"))
    #expect(text(rows: ["a", "b"], columns: ["a", "b"]) { $0.showsNothing = true }.contains(">0<"))
  }
}
