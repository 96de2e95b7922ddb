import Settings

/// Seeds as a user writes them: `1..5`, `1,3,7`, or both: `1..3,10`.
struct SeedList {
  static let kind = "seeds such as 1..5 or [1, 2, 3], each once"
  /// The most seeds, which is also the most runs of a sweep.
  static let limit = SweepPlan.memberLimit

  let axis: SweepAxis

  /// Reads the value of `--seeds`.
  ///
  /// - Throws: ``Problem`` for anything else.
  init(argument: String) throws(Problem) {
    let source = SourceText(
      name: "--seeds", text: argument, folder: FilePath.currentFolder, isArgument: true,
      rank: RecipeTree.rank(ofArgument: 0))
    let place = Place(source, line: 1, column: 1, length: max(argument.unicodeScalars.count, 1))
    try self.init([(argument, place)], key: place)
  }

  /// Reads the value of the key `seeds`, which stands at `key`: a text, or a list of them.
  ///
  /// - Throws: ``Problem`` for anything else.
  init(_ node: Node, key: Place) throws(Problem) {
    var texts: [(String, Place)] = []
    for item in node.items ?? [node] {
      guard let text = item.text else {
        throw Problem("'seeds' must be \(Self.kind), found \(item.found)", at: item.place)
      }
      texts.append((text, item.place))
    }
    try self.init(texts, key: key)
  }

  private init(_ texts: [(text: String, place: Place)], key: Place) throws(Problem) {
    var choices: [[Override]] = []
    var known: Set<Int> = []
    for (text, place) in texts {
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let range = Self.range(part), range.count <= Self.limit,
          range.allSatisfy({ known.insert($0).inserted }), known.count <= Self.limit
        else {
          throw Problem("'seeds' must be \(Self.kind), found '\(text.shown)'", at: place, hint: "at most \(Self.limit)")
        }
        choices += range.map { seed in
          [Override(path: ["seed"], value: Node(.scalar(String(seed), quoted: false), at: place), keyPlaces: [key])]
        }
      }
    }
    guard !choices.isEmpty else { throw Problem("'seeds' must be \(Self.kind), found an empty list", at: key) }
    axis = SweepAxis(choices: choices, place: key)
  }

  private static func range(_ part: Substring) -> ClosedRange<Int>? {
    guard let match = part.wholeMatch(of: /\s*(\d{1,16})(?:\.\.(\d{1,16}))?\s*/), let first = Int(match.1) else {
      return nil
    }
    let last = match.2.flatMap { Int($0) } ?? first
    return first <= last ? first...last : nil
  }
}
