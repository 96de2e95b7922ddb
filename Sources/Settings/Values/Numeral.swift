/// What a plain text says as a number, by one grammar for recipes and the command line.
///
/// YAML 1.1 reads `010` as eight, `1_000` as a thousand and `1:30` as ninety; here a number is what it looks like.
package enum Numeral {
  /// Digits with an optional sign: `12`, `-3`.
  case whole
  /// With a fraction or an exponent: `0.5`, `.5`, `1.`, `1e3`, `5e-4`.
  case decimal
  /// Meant as a number, but refused for the reason given.
  case refused(String)
  /// Something else.
  case other

  package init(_ text: String) {
    if let reason = Self.refusal(of: text.drop { $0 == "-" || $0 == "+" }.lowercased()) {
      self = .refused(reason)
      return
    }
    guard let match = text.wholeMatch(of: /[-+]?([0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]+)?/),
      !match.1.isEmpty || (match.2?.count ?? 0) > 1
    else {
      self = .other
      return
    }
    if match.1.count > 1, match.1.hasPrefix("0") {
      self = .refused("a number has no leading zero")
    } else {
      self = match.2 == nil && match.3 == nil ? .whole : .decimal
    }
  }

  /// Whether messages show the text without quotes.
  static func looksLikeNumber(_ text: String) -> Bool { text.prefixMatch(of: /[-+]?\.?[0-9]/) != nil }

  private static func refusal(of unsigned: String) -> String? {
    switch unsigned {
    case ".inf", "inf", "infinity", ".nan", "nan": "only finite numbers are allowed"
    case let text where ["0x", "0o", "0b"].contains(text.prefix(2)): "write the number in decimal"
    case let text where text.contains("_") && text.wholeMatch(of: /[0-9][0-9_]*/) != nil:
      "write the digits without '_'"
    default: nil
    }
  }
}
