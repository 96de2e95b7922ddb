/// The three sizes of writing on charts.
package enum TextSize: Sendable, CaseIterable {
  /// Ticks, values, captions.
  case small
  /// Names of series, legends.
  case regular
  /// Titles.
  case title

  /// The size of the typeface, in units of the drawing.
  package var points: Double {
    switch self {
    case .small: 11
    case .regular: 12
    case .title: 14
    }
  }
}

/// How much room writing takes: every renderer has its own typeface.
package protocol TextMetrics: Sendable {
  /// The width of a line, in units of the drawing.
  func width(of text: String, _ size: TextSize) -> Double
  /// The height of capitals, in units of the drawing.
  func capitalHeight(_ size: TextSize) -> Double
  /// From one line to the next, in units of the drawing.
  func lineHeight(_ size: TextSize) -> Double
}

extension TextMetrics {
  /// The text, or as much of its beginning as fits into `width`, with an ellipsis.
  package func shortened(_ text: String, _ size: TextSize, to width: Double) -> String {
    guard self.width(of: text, size) > width else { return text }
    var end = text.count
    while end > 1 {
      end -= 1
      let shorter = String(text.prefix(end)).trimmed + "…"
      if self.width(of: shorter, size) <= width { return shorter }
    }
    return "…"
  }

  /// The text in lines no wider than `width`, broken at spaces; a longer word stands alone and sticks out.
  package func lines(of text: String, _ size: TextSize, width: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      let longer = (lines.last.map { $0 + " " } ?? "") + word
      if lines.isEmpty || self.width(of: longer, size) > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = longer
      }
    }
    return lines
  }
}

extension String {
  /// Without spaces at its end.
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
