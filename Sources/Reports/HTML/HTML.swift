import Charts

/// A piece of a page.
///
/// Written as a literal, it is markup; what is interpolated into it is text and is escaped, unless it is a piece of a page itself:
///
/// ```swift
/// let row: HTML = "<td>\(name)</td>"
/// ```
///
/// There is no way from a `String` to markup but ``init(trusted:)``, so that a name in a recipe cannot become a tag.
struct HTML: Sendable, ExpressibleByStringInterpolation {
  let source: String

  /// Markup that this program made itself, such as the text of an SVG picture.
  init(trusted source: String) { self.source = source }

  init(stringLiteral value: String) { source = value }

  init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity * 2) }

    mutating func appendLiteral(_ literal: String) { source += literal }
    mutating func appendInterpolation(_ text: some StringProtocol) { source += MarkupText.escaped(text) }
    mutating func appendInterpolation(_ number: Int) { source += "\(number)" }
    mutating func appendInterpolation(_ piece: HTML) { source += piece.source }
    mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { source += piece.source } }
  }

  /// The piece with its per cent signs kept on the lines of their numbers.
  var keepingPercentSigns: HTML { HTML(trusted: source.replacing(" %", with: "\u{A0}%")) }

  /// Nothing.
  static let nothing: HTML = ""
}
