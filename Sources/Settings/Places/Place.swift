/// A text that values come from: a recipe file, or one argument of the command line.
public final class SourceText: Sendable {
  /// The most characters of a path that a message shows.
  package static let nameLimit = 400

  /// The path as the user gave it, or `command line #2`.
  public let name: String
  /// The whole text, with any line breaks.
  public let text: String
  /// The absolute path of the folder that relative paths in the text start from.
  package let folder: String
  /// Whether the text is an argument of the command line, which has no line numbers.
  package let isArgument: Bool
  /// The rank among the texts of one recipe, by which problems are ordered.
  let rank: Int

  package init(name: String, text: String, folder: String, isArgument: Bool = false, rank: Int = 0) {
    // A path may hold what a terminal must not see.
    self.name = name.shown(Self.nameLimit)
    (self.text, self.folder, self.isArgument, self.rank) = (text, folder, isArgument, rank)
  }

  /// The place after the last character that is neither space nor line break.
  package var end: Place {
    let scalars = text.unicodeScalars
    let last = scalars.lastIndex { !$0.properties.isWhitespace }
    var position = TextPosition()
    for scalar in scalars[..<(last.map(scalars.index(after:)) ?? scalars.startIndex)] { position.pass(scalar) }
    return Place(self, line: position.line, column: position.column, length: 1)
  }

  /// One line, counted from 1, cut where libyaml cuts; empty past the end.
  package func line(_ number: Int) -> [Unicode.Scalar] {
    var rest = text.unicodeScalars[...]
    for _ in 1..<max(number, 1) {
      guard let end = rest.firstIndex(where: \.isLineBreak) else { return [] }
      let isPair = rest[end] == "\r" && rest[rest.index(after: end)...].first == "\n"
      rest = rest[rest.index(end, offsetBy: isPair ? 2 : 1)...]
    }
    return Array(rest.prefix { !$0.isLineBreak })
  }
}

/// A stretch of a source text: what a message points at.
public struct Place: Sendable {
  /// The text.
  public let source: SourceText
  /// Counted from 1; 0 stands for the text as a whole.
  public let line: Int
  /// Counted from 1, in Unicode scalars.
  public let column: Int
  /// The number of Unicode scalars that a caret underlines.
  public let length: Int

  package init(_ source: SourceText, line: Int, column: Int, length: Int) {
    (self.source, self.line, self.column, self.length) = (source, line, column, length)
  }

  /// The text as a whole, for what it lacks.
  package init(whole source: SourceText) { self.init(source, line: 0, column: 0, length: 0) }

  /// The file and line, `my.yaml:14`, or `command line #2`.
  public var short: String { source.isArgument || line == 0 ? source.name : "\(source.name):\(line)" }

  /// The file, line and column, `my.yaml:14:10`, or `command line #2`.
  public var full: String { source.isArgument || line == 0 ? source.name : "\(source.name):\(line):\(column)" }

  /// Whether this place comes before another one: files in the order they were read, then the command line.
  package func precedes(_ other: Place) -> Bool {
    (source.rank, line, column) < (other.source.rank, other.line, other.column)
  }
}

/// Where the value of a key comes from.
public enum Origin: Sendable, CustomStringConvertible {
  /// Nobody gave it.
  case `default`
  /// A recipe file or the command line gave it.
  case given(Place)

  /// The place of a given value.
  public var place: Place? { if case .given(let place) = self { place } else { nil } }

  /// The origin as `workbench explain` prints it: `default`, `my.yaml:14` or `command line #2`.
  public var description: String { place?.short ?? "default" }
}
