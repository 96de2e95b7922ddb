extension StringProtocol {
  /// The columns of a terminal that the text takes: two for a wide character or an emoji, none for a mark on a letter.
  package var terminalWidth: Int { reduce(0) { $0 + $1.terminalWidth } }
}

extension String {
  /// Which part of a text that is too wide gives way to `…`.
  package enum Omission: Sendable { case start, middle, end }

  /// The text in at most so many columns of a terminal.
  ///
  /// Cut in the middle, a third of what stays is the end.
  package func cut(to width: Int, omitting omission: Omission = .end) -> String {
    guard terminalWidth > width else { return self }
    let room = max(width - 1, 0)
    let after =
      switch omission {
      case .start: room
      case .middle: width / 3
      case .end: 0
      }
    let end = String(reversed()).beginning(of: after).reversed()
    return "\(beginning(of: room - after))…\(String(end))"
  }

  /// As many characters as fit into so many columns.
  private func beginning(of width: Int) -> Substring {
    var (end, used) = (startIndex, 0)
    while end < endIndex, used + self[end].terminalWidth <= width {
      used += self[end].terminalWidth
      end = index(after: end)
    }
    return self[..<end]
  }

  /// Lines of at most so many columns of a terminal, broken between words.
  package func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.terminalWidth + 1 + word.terminalWidth <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension Character {
  /// Scalars that join to one character take the columns of the widest of them; what is drawn as an emoji is wide.
  fileprivate var terminalWidth: Int {
    let isEmoji = unicodeScalars.contains { $0 == "\u{FE0F}" || $0.properties.isEmojiPresentation }
    return isEmoji ? 2 : unicodeScalars.reduce(0) { max($0, $1.terminalWidth) }
  }
}

extension Unicode.Scalar {
  /// The columns of a terminal that the scalar takes: 0 for marks on the one before, 2 for wide ones.
  var terminalWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch value {
    // The joiners that hold a character together.
    case 0x200B...0x200D, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
