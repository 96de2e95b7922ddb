/// What a plain text says as a number, by one grammar for recipes and the command line.
///
/// YAML 1.1 reads `010` as eight, `1_000` as a thousand and `1:30` as ninety; here a number is what it looks like, or none.
enum Numeral {
  /// Digits with an optional sign: `12`, `-3`.
  case whole
  /// With a fraction or an exponent: `0.5`, `.5`, `1e3`, `5e-4`.
  case decimal
  /// Meant as a number, but refused for the reason given.
  case refused(String)
  /// Something else.
  case other

  init(_ text: String) {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if let reason = Self.refusal(of: String(Substring(rest))) {
      self = .refused(reason)
      return
    }
    let digits = Self.takeDigits(&rest)
    var isDecimal = false
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = Self.takeDigits(&rest).count
      isDecimal = true
    }
    guard !digits.isEmpty || fraction > 0, !isDecimal || fraction > 0 else {
      self = .other
      return
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      isDecimal = true
      guard !Self.takeDigits(&rest).isEmpty else {
        self = .other
        return
      }
    }
    guard rest.isEmpty else {
      self = .other
      return
    }
    if digits.count > 1, digits.first == UInt8(ascii: "0") {
      self = .refused("a number has no leading zero")
    } else {
      self = isDecimal ? .decimal : .whole
    }
  }

  /// Whether messages show the text without quotes.
  static func looksLikeNumber(_ text: String) -> Bool {
    let rest = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".") }
    return text.utf8.count - rest.count <= 2 && rest.first.map(isDigit) == true
  }

  private static func refusal(of unsigned: String) -> String? {
    switch unsigned.lowercased() {
    case ".inf", "inf", "infinity", ".nan", "nan": return "only finite numbers are allowed"
    case let text where text.hasPrefix("0x") || text.hasPrefix("0o") || text.hasPrefix("0b"):
      return "write the number in decimal"
    case let text where text.contains("_") && looksLikeNumber(text) && text.utf8.allSatisfy { $0 == 95 || isDigit($0) }:
      return "write the digits without '_'"
    default: return nil
    }
  }

  private static func takeDigits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
    let digits = rest.prefix(while: isDigit)
    rest = rest[digits.endIndex...]
    return digits
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
