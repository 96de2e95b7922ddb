import Errors

/// One thing that is wrong with a recipe: where, what, and what to do about it.
public struct Problem: StatusedError, CustomStringConvertible {
  /// What the message points at.
  public let place: Place
  /// What is wrong, in one sentence without a full stop.
  public let message: String
  /// What was possible or what to do; stands beside the caret.
  public let hint: String?

  /// Says what is wrong where.
  public init(_ message: String, at place: Place, hint: String? = nil) {
    (self.place, self.message, self.hint) = (place, message, hint)
  }

  /// The place and message, then the line of the source with a caret under the part in question.
  public var description: String {
    let head = "\(place.full): \(message)"
    guard place.line > 0 else { return hint.map { "\(head); \($0)" } ?? head }
    let excerpt = Excerpt(of: place)
    let number = place.source.isArgument ? "" : String(place.line)
    let gutter = String(repeating: " ", count: max(0, 6 - number.count)) + number
    let blank = String(repeating: " ", count: gutter.count)
    var carets = [excerpt.caret]
    if let hint {
      let beside = "\(excerpt.caret) \(hint)"
      carets = beside.count <= Excerpt.width ? [beside] : carets + hint.wrapped(to: Excerpt.width)
    }
    return ([head, "\(gutter) | \(excerpt.line)"] + carets.map { "\(blank) | \($0)" }).joined(separator: "\n")
  }

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}

/// Everything that is wrong with a recipe, found in one pass, in the order of the text.
///
/// Nothing has been started when this error is thrown.
public struct RecipeError: StatusedError, CustomStringConvertible {
  /// The path of the recipe, as the user gave it.
  public let recipe: String
  /// At least one problem.
  public let problems: [Problem]

  /// The most problems that a message prints.
  static let printed = 20

  /// Gathers problems and puts them in order.
  public init(recipe: String, problems: [Problem]) {
    precondition(!problems.isEmpty, "a recipe error needs a problem")
    self.recipe = recipe
    // By rank as well as by place: the sort of the standard library promises no order among equals.
    self.problems = problems.enumerated().sorted { a, b in
      a.element.place.precedes(b.element.place)
        || !b.element.place.precedes(a.element.place) && a.offset < b.offset
    }.map(\.element)
  }

  /// The number of problems, and then each with its place; at most 20 of them.
  public var description: String {
    let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
    let shown = problems.prefix(Self.printed).map { problem in
      problem.description.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
    }
    let rest = problems.count - shown.count
    return "\(recipe): \(count), nothing was started\n\n" + shown.joined().dropLast()
      + (rest > 0 ? "\n  … and \(rest) more" : "")
  }

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}
