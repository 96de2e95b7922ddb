/// How much room writing takes in a browser: widths of DejaVu Sans, wider than most, so that nothing overlaps with another one.
package struct ScreenMetrics: TextMetrics {
  package init() {}

  package func width(of text: String, _ size: TextSize) -> Double {
    // Titles are bold.
    let factor = size == .title ? 1.1 : 1
    return text.reduce(0) { $0 + Self.width(of: $1) } * size.points * factor
  }

  package func capitalHeight(_ size: TextSize) -> Double { size.points * 0.73 }
  package func lineHeight(_ size: TextSize) -> Double { size.points * 1.35 }

  /// In sizes of the typeface.
  private static func width(of character: Character) -> Double {
    switch character {
    case "i", "j", "l", "'", "|": 0.28
    case " ", ".", ",", ":", ";", "!", "I", "·": 0.32
    case "f", "t", "r", "(", ")", "[", "]", "-", "/", "\"": 0.4
    case "m", "M", "W", "%", "…", "@": 0.95
    case "w", "+", "−", "=", "±", "×", "<", ">", "~", "→": 0.83
    case "A"..."Z": 0.7
    case _ where character.isASCII: 0.62
    // Other scripts, and signs as wide as they are high.
    default: 1
    }
  }
}
