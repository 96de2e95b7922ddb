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

  @Test func `signed numbers have two decimals where a cell is wide enough, else one`() {
    func text(_ width: Double) -> String {
      let map = HeatMap(
        rows: ["a"], columns: ["a", "b", "c"], values: [[-0.04, 0.256, 0.001]], scale: .signed(limit: 1))
      return SVGPicture(of: map, width: width).text
    }
    for number in ["−0.04", "+0.26", "0.00"] { #expect(text(300).contains(">\(number)<"), "\(number)") }
    let shortened = (60...150).map { text(Double($0)) }.filter { $0.contains(">+0.3<") }
    #expect(!shortened.isEmpty)
    for text in shortened {
      #expect(!text.contains(">+0.26<"))
      // The pointer is told all the same.
      #expect(text.contains("a, b: +0.26"))
    }
  }
}
