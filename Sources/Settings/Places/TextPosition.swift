/// A position that moves through a text, scalar by scalar, and counts lines as libyaml does.
package struct TextPosition {
  /// Counted from 1.
  package private(set) var line = 1
  /// Counted from 1, in Unicode scalars.
  package private(set) var column: Int
  private var followsReturn = false

  package init(column: Int = 1) { self.column = column }

  package mutating func pass(_ scalar: Unicode.Scalar) {
    defer { followsReturn = scalar == "\r" }
    // A return and a newline break one line.
    if scalar == "\n", followsReturn { return }
    if scalar.isLineBreak {
      (line, column) = (line + 1, 1)
    } else {
      column += 1
    }
  }
}

extension Unicode.Scalar {
  /// Whether libyaml starts a new line after this scalar.
  package var isLineBreak: Bool {
    switch self {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
