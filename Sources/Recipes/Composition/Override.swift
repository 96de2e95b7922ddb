import Foundation
import Settings

/// A value given on the command line: `strategy.beta=0.7`.
struct Override {
  /// The keys on the way to the value, such as `["strategy", "beta"]`.
  let path: [String]
  let value: Node
  /// Where each key of the path stands in the argument.
  let keyPlaces: [Place]

  /// The whole path in the argument.
  var place: Place {
    Place(keyPlaces[0].source, line: 1, column: 1, length: key.unicodeScalars.count)
  }

  init(path: [String], value: Node, keyPlaces: [Place]) {
    (self.path, self.value, self.keyPlaces) = (path, value, keyPlaces)
  }

  /// - Parameters:
  ///   - argument: a dotted path, `=`, and a value as YAML writes it in one line.
  ///   - name: what messages call the argument: `command line #1`.
  ///   - rank: its rank among the texts of the recipe.
  /// - Throws: ``Problem`` for an argument of another form, or one with several values.
  init(_ argument: String, name: String, rank: Int) throws(Problem) {
    let values = try Self.alternatives(of: argument, name: name, rank: rank)
    guard values.count == 1 else {
      let (first, last) = (values[0].value.place, values[values.count - 1].value.place)
      throw Problem(
        "'\(values[0].key.shown)' is given \(values.count) values, and takes one here",
        at: Place(first.source, line: 1, column: first.column, length: last.column + last.length - first.column),
        hint: "write a list as [1, 2], a text with a comma in quotes")
    }
    self = values[0]
  }

  /// The override for each value of an argument such as `strategy=sum,dfs`.
  ///
  /// Commas inside brackets, braces and quotes belong to a value; the others stand between values.
  ///
  /// - Parameters:
  ///   - argument: a dotted path, `=`, and values as YAML writes them in one line.
  ///   - name: what messages call the argument: `command line #1`.
  ///   - rank: its rank among the texts of the recipe.
  /// - Returns: at least one.
  /// - Throws: ``Problem`` for an argument of another form.
  static func alternatives(of argument: String, name: String, rank: Int) throws(Problem) -> [Override] {
    let source = SourceText(name: name, text: argument, folder: FilePath.currentFolder, isArgument: true, rank: rank)
    let whole = Place(source, line: 1, column: 1, length: max(argument.unicodeScalars.count, 1))
    guard let equals = argument.firstIndex(of: "=") else {
      throw Problem("'\(argument.shown)' is not KEY=VALUE", at: whole, hint: "such as train.epochs=3")
    }
    let keys = argument[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard keys.allSatisfy({ !$0.isEmpty && !$0.unicodeScalars.contains { $0.isLineBreak } }) else {
      throw Problem("'\(argument[..<equals].shown)' is no path of keys", at: whole, hint: "such as train.epochs=3")
    }
    var places: [Place] = []
    for key in keys {
      let column = places.last.map { $0.column + $0.length + 1 } ?? 1
      places.append(Place(source, line: 1, column: column, length: key.unicodeScalars.count))
    }
    let text = argument[argument.index(after: equals)...]
    guard !text.isEmpty else {
      throw Problem(
        "'\(keys.joined(separator: ".").shown)' is given no value", at: whole, hint: "write \"\" for an empty text")
    }
    let start = argument[...equals].unicodeScalars.count
    if let problem = TextCheck.problem(in: String(text), of: source, offset: start) { throw problem }
    var overrides: [Override] = []
    let values = ValueList(text).values
    for value in values {
      let column = argument[..<value.startIndex].unicodeScalars.count
      guard !value.allSatisfy(\.isWhitespace) else {
        throw Problem(
          "a value of '\(keys.joined(separator: ".").shown)' is missing beside a comma",
          at: Place(source, line: 1, column: column + 1, length: max(value.unicodeScalars.count, 1)),
          hint: "write \"\" for an empty text")
      }
      let node = try Self.node(of: value, in: source, column: column)
      // Blanks beside a comma belong to the list, any others to the value.
      let verbatim = node.verbatim(values.count == 1 ? String(value) : value.trimmingCharacters(in: .whitespaces))
      overrides.append(Override(path: keys, value: verbatim, keyPlaces: places))
    }
    return overrides
  }

  /// What one value of an argument says, whose first character stands after so many columns.
  private static func node(of value: Substring, in source: SourceText, column: Int) throws(Problem) -> Node {
    // To YAML it would be a comment, and so nothing.
    if value.first(where: { !$0.isWhitespace }) == "#" {
      let place = Place(source, line: 1, column: column + 1, length: value.unicodeScalars.count)
      return Node(.scalar(String(value), quoted: false), at: place)
    }
    var parser = Parser(String(value), in: source, offset: .init(line: 0, column: column))
    let node = try parser.document()
    if let problem = parser.problems.first { throw problem }
    return node
  }

  /// The dotted path.
  var key: String { path.joined(separator: ".") }
}

extension Node {
  /// A text that stands without quotes as the argument has it: YAML would cut `/data/set #2` at what it takes for a comment, and
  /// drop blanks and newlines.
  fileprivate func verbatim(_ argument: String) -> Node {
    guard let text = plainText, text != argument else { return self }
    return Node(.scalar(argument, quoted: false), at: place)
  }
}

extension [Override] {
  /// The tree with the values set, and what could not be set.
  ///
  /// Short paths come first, so that a component's name is changed before its keys are set, in whatever order the
  /// arguments stand; of two values for one key the later one holds.
  func applied(to root: Node) -> (root: Node, problems: [Problem]) {
    let ordered = filter { !RecipeSchema.onlyInFiles.contains($0.path[0]) }.enumerated().sorted {
      ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset)
    }
    var root = root
    var problems = filter { RecipeSchema.onlyInFiles.contains($0.path[0]) }.map {
      Problem("'\($0.path[0])' can only stand in a file", at: $0.place)
    }
    for (_, override) in ordered {
      do throws(Problem) {
        root = try override.set(from: 0, in: root, role: .root)
      } catch {
        problems.append(error)
      }
    }
    return (root, problems)
  }
}

extension Override {
  /// The length of the path; the name of a component counts as the component.
  fileprivate var depth: Int { path.last == "name" ? path.count - 1 : path.count }

  /// The node with the value set at the rest of the path.
  fileprivate func set(from step: Int, in node: Node?, role: Node.Role) throws(Problem) -> Node {
    guard step < path.count else { return value.merged(over: node, role: role) }
    let key = path[step]
    if role == .heads { return try setHead(from: step, in: node) }
    let here = role == .component ? node?.asComponent : node
    if let items = here?.items { return try set(from: step, inItems: items, of: here) }
    guard let pairs = here == nil ? [] : here?.pairs else {
      let parent = step > 0 ? path[step - 1] : key
      throw Problem(
        "'\(parent.shown)' holds no keys", at: keyPlaces[step],
        hint: here.map { "it is \($0.found) at \($0.place.full)" })
    }
    if role == .component {
      // A list's way of writing, `strategy.dfs.beta`, also reaches a component that stands alone.
      if here?["name"]?.text == key, here?[key] == nil, step + 1 < path.count {
        return try set(from: step + 1, in: here, role: role)
      }
      if key == "name", step + 1 == path.count {
        return Node(.mapping([Node.Pair(key: key, place: keyPlaces[step], value: value)]), at: value.place)
          .merged(over: here, role: role)
      }
    }
    var changed = pairs
    let old = pairs.firstIndex { $0.key == key }
    let new = try set(from: step + 1, in: old.map { pairs[$0].value }, role: role.child(key))
    if let old {
      changed[old].value = new
    } else {
      changed.append(Node.Pair(key: key, place: keyPlaces[step], value: new))
    }
    return Node(.mapping(changed), at: here?.place ?? keyPlaces[step])
  }

  /// The heads with the value set for the exit that the next key names, or in the one head of all exits.
  private func setHead(from step: Int, in node: Node?) throws(Problem) -> Node {
    let key = path[step]
    guard HeadChoices.isExitKey(key) else {
      guard let node, node.isByExit else { return try set(from: step, in: node, role: .component) }
      throw Problem(
        "'heads' differ by exit, and '\(key.shown)' says none", at: keyPlaces[step],
        hint: "such as heads.\(node.byExit.pairs?.first?.key ?? HeadChoices.rest).\(key.shown)")
    }
    var pairs = node?.byExit.pairs ?? []
    let old = pairs.firstIndex { $0.key == key }
    let new = try set(from: step + 1, in: old.map { pairs[$0].value }, role: .component)
    if let old {
      pairs[old].value = new
    } else {
      pairs.append(Node.Pair(key: key, place: keyPlaces[step], value: new))
    }
    return Node(.mapping(pairs), at: node?.place ?? keyPlaces[step])
  }

  /// The list with the value set in the item that the next key names.
  private func set(from step: Int, inItems items: [Node], of list: Node?) throws(Problem) -> Node {
    let names = items.map { $0.asComponent["name"]?.text }
    guard let index = names.firstIndex(of: path[step]) else {
      let known = names.compactMap { $0?.shown }
      let guess = nearest(to: path[step], in: known).map { "did you mean '\($0)'?" }
      throw Problem(
        "the list '\(path[..<step].joined(separator: ".").shown)' has no item '\(path[step].shown)'",
        at: keyPlaces[step],
        hint: guess ?? "it has \(known.isEmpty ? "no named items" : known.joined(separator: ", "))")
    }
    var changed = items
    changed[index] = try set(from: step + 1, in: items[index], role: .component)
    return Node(.sequence(changed), at: list?.place ?? keyPlaces[step])
  }
}
