/// A line of a source text with a caret line below it, both safe for a terminal and at most ``width`` columns wide.
///
/// Tabs and control characters would move the caret or the terminal, and characters that print nothing could hide text,
/// so all of them are written out; a long line is cut around the caret.
struct Excerpt {
  /// The most columns of a printed line: a message puts eleven before it, and terminals have 80.
  static let width = 69

  let line: String
  let caret: String

  init(of place: Place) {
    let scalars = place.source.line(place.line)
    let column = min(place.column - 1, scalars.count)
    // Every scalar takes a column as far as cutting is concerned, so that no others can be printed.
    let around = max(0, column - Self.width)..<min(column + 2 * Self.width, scalars.count)
    let cells = scalars[around].map(Cell.init)
    let first = column - around.lowerBound
    let last = min(first + max(place.length, 1), cells.count)
    // A caret near the left end needs no cut there.
    let isNear = around.lowerBound == 0 && Self.budget(cells[..<last]) < Self.width
    let start = isNear ? 0 : Self.reach(back: 40, from: first, in: cells)
    let isCutBefore = around.lowerBound + start > 0
    let end = Self.reach(forward: Self.width - 1 - (isCutBefore ? 1 : 0), from: start, in: cells)
    let isCutAfter = around.lowerBound + end < scalars.count
    line = (isCutBefore ? "…" : "") + cells[start..<end].map(\.text).joined() + (isCutAfter ? "…" : "")
    let indent = (isCutBefore ? 1 : 0) + Self.columns(cells[start..<first])
    let underlined = Self.columns(cells[first..<max(first, min(last, end))])
    caret = String(repeating: " ", count: indent) + String(repeating: "^", count: max(underlined, 1))
  }

  private static func columns(_ cells: ArraySlice<Cell>) -> Int { cells.reduce(0) { $0 + $1.columns } }

  private static func budget(_ cells: ArraySlice<Cell>) -> Int { cells.reduce(0) { $0 + $1.budget } }

  /// The first cell of a stretch of at most `columns` columns that ends before `index`.
  private static func reach(back columns: Int, from index: Int, in cells: [Cell]) -> Int {
    var start = index
    var used = 0
    while start > 0, used + cells[start - 1].budget <= columns {
      start -= 1
      used += cells[start].budget
    }
    return start
  }

  /// The cell after a stretch that begins at `index`: of all that follows, or else of at most `columns` columns.
  private static func reach(forward columns: Int, from index: Int, in cells: [Cell]) -> Int {
    var used = 0
    for end in index..<cells.count {
      used += cells[end].budget
      // The last cell may take the column that the mark of a cut would take.
      if used > columns + (end == cells.count - 1 ? 1 : 0) { return end }
    }
    return cells.count
  }

  /// What one scalar prints as.
  private struct Cell {
    let text: String
    let columns: Int
    /// The columns as far as cutting is concerned: what takes none must not make a line endless.
    var budget: Int { max(columns, 1) }

    init(_ scalar: Unicode.Scalar) {
      text = scalar == "\t" ? "    " : scalar.shown
      columns = text.unicodeScalars.reduce(0) { $0 + $1.terminalWidth }
    }
  }
}

extension Unicode.Scalar {
  /// The scalar itself where it prints, otherwise its code, such as `\u{7}`.
  fileprivate var shown: String {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
      "\\u{\(String(value, radix: 16, uppercase: true))}"
    default: String(Character(self))
    }
  }
}

extension StringProtocol {
  /// The text as a message may quote it: control characters written out, at most 60 characters.
  package var shown: String { shown(60) }

  /// The text with control characters written out, cut after some characters.
  package func shown(_ limit: Int) -> String {
    let start = unicodeScalars.prefix(limit)
    return start.map(\.shown).joined() + (start.endIndex < unicodeScalars.endIndex ? "…" : "")
  }
}
