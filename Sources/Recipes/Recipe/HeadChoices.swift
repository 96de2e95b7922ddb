import Settings

/// The classifiers at the exits: one kind for all of them, or some exits with one of their own.
///
/// ```yaml
/// heads: msdnet-classifier                                                         # at every exit
/// heads: {1: pooled-linear, rest: {name: msdnet-classifier, channels: 64}}         # exit 1, and all others
/// heads: [pooled-linear, msdnet-classifier, gated-separable]                       # exits 1, 2 and 3
/// ```
public struct HeadChoices: Sendable {
  /// A head and where it stands.
  public struct Choice: Sendable {
    /// The exit, counted from 1; nil for all exits without a head of their own.
    public let exit: Int?
    /// The head with its keys.
    public let component: ComponentChoice
    /// The dotted path of the component: `heads`, or `heads.2` and `heads.rest` where heads differ.
    public let path: String
    /// Where the recipe says so.
    public let place: Place
  }

  /// The key for all exits without a head of their own.
  static let rest = "rest"

  /// Heads of single exits, shallowest first, then that of the rest.
  public let choices: [Choice]
  /// Where the section stands.
  public let place: Place

  /// The head of an exit, counted from 1; nil where the recipe names none.
  public func choice(at exit: Int) -> Choice? {
    choices.first { $0.exit == exit } ?? choices.first { $0.exit == nil }
  }

  /// Whether a key of the section stands for an exit, or for the rest, and so for no key of a component.
  static func isExitKey(_ key: String) -> Bool { key == rest || !key.isEmpty && key.allSatisfy(\.isASCIIDigit) }

  /// The number of an exit, counted from 1, written without leading zeros.
  static func exit(_ key: String) -> Int? { Int(key).flatMap { $0 > 0 && String($0) == key ? $0 : nil } }
}

extension HeadChoices: Equatable {
  /// Equal heads at the same exits, wherever they are named.
  public static func == (a: HeadChoices, b: HeadChoices) -> Bool {
    a.choices.map(\.exit) == b.choices.map(\.exit) && a.choices.map(\.component) == b.choices.map(\.component)
  }
}

extension HeadChoices {
  /// One component as it is everywhere; else a map by exit.
  var resolved: Resolved {
    if choices.count == 1, choices[0].exit == nil { return .keys(choices[0].component.resolved) }
    return .keys(choices.map { ($0.exit.map(String.init) ?? Self.rest, .keys($0.component.resolved)) })
  }
}

extension Reader {
  /// The heads of the section; nil after a problem has been reported.
  mutating func heads(from node: Node?, whole: Place) -> HeadChoices? {
    guard let node, node.isByExit else {
      return component(.head, "heads", from: node, whole: whole).map { component in
        let place = component.origin.place ?? whole
        return HeadChoices(
          choices: [HeadChoices.Choice(exit: nil, component: component, path: "heads", place: place)], place: place)
      }
    }
    let pairs = node.byExit.pairs ?? []
    if pairs.isEmpty {
      problems.append(Problem("'heads' must name at least one head, found an empty list", at: node.place))
    }
    // Where no exit is named, the rest are all of them, as if the section held that one alone.
    let isSingle = pairs.map(\.key) == [HeadChoices.rest]
    var choices: [HeadChoices.Choice] = []
    for pair in pairs {
      guard isExit(pair) else { continue }
      let path = isSingle ? "heads" : "heads.\(pair.key)"
      guard let component = component(.head, path, from: pair.value, whole: whole) else { continue }
      choices.append(
        HeadChoices.Choice(exit: HeadChoices.exit(pair.key), component: component, path: path, place: pair.place))
    }
    choices.sort { ($0.exit ?? .max) < ($1.exit ?? .max) }
    return choices.count == pairs.count && !choices.isEmpty ? HeadChoices(choices: choices, place: node.place) : nil
  }

  /// Whether a key of the section stands for an exit or for the rest; reports any other.
  private mutating func isExit(_ pair: Node.Pair) -> Bool {
    if pair.key == HeadChoices.rest || HeadChoices.exit(pair.key) != nil { return true }
    let (message, hint) =
      if HeadChoices.isExitKey(pair.key) {
        ("'\(pair.key.shown)' is no exit", "exits are counted from 1, without leading zeros")
      } else if pair.key == "name" {
        ("'heads' names one head for all exits, and others for single ones", "write 'rest' instead of 'name'")
      } else {
        (
          "unknown key '\(pair.key.shown)' in 'heads'",
          "heads differ by exit here: its keys are the numbers of exits, and 'rest'"
        )
      }
    problems.append(Problem(message, at: pair.place, hint: hint))
    return false
  }
}

extension Node {
  /// Whether heads are named by exit: in a list, or a map with the number of an exit or `rest` among its keys.
  var isByExit: Bool { items != nil || pairs?.contains { HeadChoices.isExitKey($0.key) } == true }

  /// The section `heads` as a map from exits to heads: a list names them from the first exit on, one head stands for the rest.
  var byExit: Node {
    if let items {
      let pairs = items.enumerated().map { Pair(key: "\($0.offset + 1)", place: $0.element.place, value: $0.element) }
      return Node(.mapping(pairs), at: place)
    }
    return isByExit ? self : Node(.mapping([Pair(key: HeadChoices.rest, place: place, value: self)]), at: place)
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
