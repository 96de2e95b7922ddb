/// A text as a YAML scalar that reads back as the same text.
package struct QuotedText {
  /// Plain where nobody could read it as anything but text, otherwise in double quotes.
  package let yaml: String

  package init(_ text: String) {
    yaml = Self.isPlain(text) ? text : "\"\(text.unicodeScalars.map(Self.escaped).joined())\""
  }

  private static let meaningful: Set<String> = ["none", "null", "true", "false", "yes", "no", "on", "off", "y", "n"]

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else { return false }
    return !meaningful.contains(text.lowercased())
      && text.utf8.allSatisfy { isLetter($0) || "0123456789-_./".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\\": return "\\\\"
    case "\"": return "\\\""
    case "\n": return "\\n"
    case "\t": return "\\t"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
      let digits = String(scalar.value, radix: 16)
      return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    default: return String(scalar)
    }
  }
}
