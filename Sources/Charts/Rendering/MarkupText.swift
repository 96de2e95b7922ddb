/// Text as HTML and XML may hold it, in elements and in attributes.
///
/// Characters that XML forbids are left out, so that a hostile name can neither end a tag nor break the document.
package enum MarkupText {
  /// - Parameters:
  ///   - text: any text.
  ///   - quotes: whether quotes are escaped, which only attributes need.
  /// - Returns: the text as it stands in a document.
  package static func escaped(_ text: some StringProtocol, quotes: Bool = true) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"" where quotes: escaped += "&quot;"
      case "'" where quotes: escaped += "&#39;"
      case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
      case _ where isForbidden(scalar.value): continue
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Control characters, what is no character, and marks that turn the direction of writing around.
  private static func isForbidden(_ value: UInt32) -> Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || value & 0xFFFE == 0xFFFE || (0x202A...0x202E).contains(value)
      || (0x2066...0x2069).contains(value)
  }
}
