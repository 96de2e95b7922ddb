import Settings

/// The section `sweep` of a recipe: which values its runs differ in.
///
/// ```yaml
/// sweep:
///   grid: {strategy: [sum, dfs], optimizer.learning-rate: [0.05, 0.1]}   # every combination
///   zip: {train.batch-size: [32, 64], train.epochs: [12, 24]}            # first with first, second with second
///   list: [{heads: gated}, {heads: pooled-linear}]                       # these
///   seeds: 1..5
/// ```
/// Several of them multiply.
struct SweepSection {
  static let keys = ["grid", "zip", "list", "seeds"]

  private(set) var axes: [SweepAxis] = []
  private(set) var problems: [Problem] = []

  init(_ node: Node) {
    guard let pairs = node.pairs else {
      problems = [Problem("'sweep' must be a map of grid, zip, list and seeds, found \(node.found)", at: node.place)]
      return
    }
    for pair in pairs {
      do throws(Problem) {
        switch pair.key {
        case "grid": axes += try grid(pair.value)
        case "zip": axes += [try zip(pair.value)]
        case "list": axes += [try list(pair.value)]
        case "seeds": axes += [try SeedList(pair.value, key: pair.place).axis]
        default:
          let guess = nearest(to: pair.key, in: Self.keys).map { "did you mean '\($0)'?" }
          throw Problem(
            "unknown key '\(pair.key.shown)' in 'sweep'", at: pair.place,
            hint: guess ?? "known: \(Self.keys.joined(separator: ", "))")
        }
      } catch {
        problems.append(error)
      }
    }
    if pairs.isEmpty { problems.append(Problem("'sweep' names no values", at: node.place)) }
  }

  private func grid(_ node: Node) throws(Problem) -> [SweepAxis] {
    var axes: [SweepAxis] = []
    for (pair, values) in try lists(of: node, named: "grid") {
      axes.append(
        SweepAxis(choices: try values.map { (value) throws(Problem) in [try pair.setting(value)] }, place: pair.place))
    }
    return axes
  }

  private func zip(_ node: Node) throws(Problem) -> SweepAxis {
    let lists = try lists(of: node, named: "zip")
    let count = lists[0].values.count
    for (pair, values) in lists where values.count != count {
      throw Problem(
        "the lists of 'zip' must be equally long: '\(lists[0].pair.key.shown)' has \(count) values, "
          + "'\(pair.key.shown)' has \(values.count)", at: pair.place)
    }
    var choices: [[Override]] = Array(repeating: [], count: count)
    for (pair, values) in lists {
      for (index, value) in values.enumerated() { choices[index].append(try pair.setting(value)) }
    }
    return SweepAxis(choices: choices, place: node.place)
  }

  private func list(_ node: Node) throws(Problem) -> SweepAxis {
    guard let items = node.items, !items.isEmpty else {
      throw Problem(
        "'list' must be a list of maps, found \(node.found)", at: node.place, hint: "such as [{strategy: dfs}]")
    }
    var choices: [[Override]] = []
    for item in items {
      guard let pairs = item.pairs, !pairs.isEmpty else {
        throw Problem("an item of 'list' must be a map of keys, found \(item.found)", at: item.place)
      }
      choices.append(try pairs.map { (pair) throws(Problem) in try pair.setting(pair.value) })
    }
    return SweepAxis(choices: choices, place: node.place)
  }

  /// The lists of values that a map holds, at least one.
  private func lists(of node: Node, named name: String) throws(Problem) -> [(pair: Node.Pair, values: [Node])] {
    guard let pairs = node.pairs, !pairs.isEmpty else {
      throw Problem(
        "'\(name)' must be a map of keys to lists of values, found \(node.found)", at: node.place,
        hint: "such as {strategy: [sum, dfs]}")
    }
    return try pairs.map { (pair) throws(Problem) in
      guard let values = pair.value.items, !values.isEmpty else {
        throw Problem(
          "'\(pair.key.shown)' in '\(name)' must be a list of values, found \(pair.value.found)", at: pair.value.place)
      }
      return (pair, values)
    }
  }
}

extension Node.Pair {
  /// The key as a dotted path that is set to a value.
  fileprivate func setting(_ value: Node) throws(Problem) -> Override {
    let path = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard path.allSatisfy({ !$0.isEmpty && !$0.unicodeScalars.contains { $0.isLineBreak } }) else {
      throw Problem("'\(key.shown)' is no path of keys", at: place, hint: "such as train.epochs")
    }
    // A key in quotes is longer than its text, and its parts cannot be pointed at.
    let isPlain = place.length == key.unicodeScalars.count
    var places: [Place] = []
    for part in path {
      let column = places.last.map { $0.column + $0.length + 1 } ?? place.column
      let exact = Place(place.source, line: place.line, column: column, length: part.unicodeScalars.count)
      places.append(isPlain ? exact : place)
    }
    return Override(path: path, value: value, keyPlaces: places)
  }
}
