import Settings

/// Lines of a table for a terminal: each cell is cut, padded and aligned by the columns of the terminal that its text takes.
///
/// ```swift
/// let table = TextTable([.left(8), .right(6, gap: 2)])
/// table.line(["exit", "MACs"])  // "exit        MACs"
/// ```
struct TextTable {
  struct Column {
    fileprivate enum Alignment { case left, right }

    fileprivate let alignment: Alignment
    fileprivate var width: Int
    fileprivate let gap: Int
    fileprivate let omission: String.Omission?

    /// - Parameters:
    ///   - width: in columns of the terminal; at least, where a table is fitted to its rows.
    ///   - gap: blanks before the column.
    ///   - omission: what is left out of a text that is too wide; `nil` lets it stand out.
    /// - Returns: a column with the blanks after the text.
    static func left(_ width: Int = 0, gap: Int = 0, omitting omission: String.Omission? = nil) -> Column {
      Column(alignment: .left, width: width, gap: gap, omission: omission)
    }

    /// As ``left(_:gap:omitting:)``, with the blanks before the text.
    static func right(_ width: Int = 0, gap: Int = 0, omitting omission: String.Omission? = nil) -> Column {
      Column(alignment: .right, width: width, gap: gap, omission: omission)
    }
  }

  private let columns: [Column]

  /// Columns of the widths that they say.
  init(_ columns: [Column]) { self.columns = columns }

  /// Columns as wide as the widest of their cells.
  init(_ columns: [Column], fitting rows: [[String]]) {
    self.columns = columns.enumerated().map { index, column in
      var column = column
      column.width = rows.reduce(column.width) { max($0, index < $1.count ? $1[index].terminalWidth : 0) }
      return column
    }
  }

  /// - Parameters:
  ///   - cells: one for each column, or fewer.
  ///   - style: what a padded cell looks like, given the number of its column.
  /// - Returns: the cells side by side, without blanks after the last.
  func line(_ cells: [String], style: (_ column: Int, _ cell: String) -> String = { $1 }) -> String {
    zip(columns, cells).enumerated().map { index, pair in
      let (column, cell) = pair
      let text = column.omission.map { cell.cut(to: column.width, omitting: $0) } ?? cell
      let padded = column.alignment == .left ? text.padded(right: column.width) : text.padded(left: column.width)
      return String(repeating: " ", count: column.gap) + style(index, padded)
    }.joined().withoutTrailingBlanks
  }
}

extension String {
  /// Blanks before, up to a width in columns of a terminal.
  func padded(left width: Int) -> String { String(repeating: " ", count: max(0, width - terminalWidth)) + self }
  /// Blanks after, up to a width in columns of a terminal.
  func padded(right width: Int) -> String { self + String(repeating: " ", count: max(0, width - terminalWidth)) }

  var withoutTrailingBlanks: String { String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]) }
}
