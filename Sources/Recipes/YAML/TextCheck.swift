import Settings

/// What a recipe's text must be before it is parsed: valid UTF-8 without control characters.
///
/// libyaml checks the same, but names no line or column.
enum TextCheck {
  /// - Returns: the text, with invalid bytes replaced so that it can be shown, and the position of the first one.
  static func decoded(_ bytes: [UInt8]) -> (text: String, invalid: (line: Int, column: Int)?) {
    let text = String(decoding: bytes, as: UTF8.self)
    if String(validating: bytes, as: UTF8.self) != nil { return (text, nil) }
    var position = TextPosition()
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    while case .valid(let encoded) = parser.parseScalar(from: &rest) { position.pass(Unicode.UTF8.decode(encoded)) }
    return (text, (position.line, position.column))
  }

  /// The first character that a recipe must not hold.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - source: the source that it is a part of.
  ///   - offset: the columns of the source before the text.
  /// - Returns: nil for a text without one.
  static func problem(in text: String, of source: SourceText, offset: Int = 0) -> Problem? {
    var position = TextPosition(column: offset + 1)
    for scalar in text.unicodeScalars {
      if !isAllowed(scalar) {
        let code = String(scalar.value, radix: 16, uppercase: true)
        return Problem(
          "the control character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) is not allowed",
          at: Place(source, line: position.line, column: position.column, length: 1))
      }
      position.pass(scalar)
    }
    return nil
  }

  /// YAML's printable characters.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
