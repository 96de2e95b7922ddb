import Testing

@testable import Workbench

/// Cells are counted by the columns that they take on the screen.
@Suite struct TextTableTests {
  @Test func `columns are padded and aligned, and nothing trails`() {
    let table = TextTable([.left(6), .right(4), .left(3, gap: 2)])
    #expect(table.line(["exit", "12", "a"]) == "exit    12  a")
    #expect(table.line(["", "12"]) == "        12")
    #expect(table.line(["exit", "", ""]) == "exit")
    #expect(table.line(["longer than six", "12345", "b"]) == "longer than six12345  b")
  }

  @Test func `columns are as wide as their widest cell`() {
    let rows = [["name", "seed"], ["a", "12345"], ["longest", "1"]]
    let table = TextTable([.left(), .right(gap: 2)], fitting: rows)
    #expect(rows.map { table.line($0) } == ["name      seed", "a        12345", "longest      1"])
  }

  @Test func `wide characters take two columns and marks none`() {
    let names = ["abcd", "猫と犬", "e\u{301}te\u{301}", "🐈🏽", "🇩🇪", "👩‍👩‍👧", "한국", "Ωμέγα", "❤️"]
    let table = TextTable([.left(8), .left()])
    let lines = names.map { table.line([$0, "|"]) }
    #expect(
      lines == [
        "abcd    |", "猫と犬  |", "e\u{301}te\u{301}     |", "🐈🏽      |", "🇩🇪      |", "👩‍👩‍👧      |", "한국    |",
        "Ωμέγα   |", "❤️      |",
      ])
  }

  @Test func `what is too wide is cut where the column says`() {
    #expect(TextTable([.left(5, omitting: .end)]).line(["abcdefgh"]) == "abcd…")
    #expect(TextTable([.left(5, omitting: .start)]).line(["abcdefgh"]) == "…efgh")
    #expect(TextTable([.left(6, omitting: .middle)]).line(["abcdefgh"]) == "abc…gh")
    #expect(TextTable([.left(5, omitting: .end)]).line(["abcde"]) == "abcde")
    // Half a wide character cannot stand.
    #expect(TextTable([.left(4, omitting: .end), .left()]).line(["猫と犬", "|"]) == "猫… |")
  }

  @Test func `styles do not count`() {
    let table = TextTable([.left(4), .right(4)])
    #expect(table.line(["a", "b"]) { $0 == 1 ? "<\($1)>" : $1 } == "a   <   b>")
  }
}
