/// A value given on the command line: `strategy.beta=0.7`.
struct Override {
  /// The keys on the way to the value, such as `["strategy", "beta"]`.
  let path: [String]
  let value: Node
  /// Where each key of the path stands in the argument.
  let keyPlaces: [Place]

  /// The whole path in the argument.
  var place: Place {
    Place(keyPlaces[0].source, line: 1, column: 1, length: path.joined(separator: ".").unicodeScalars.count)
  }

  /// - Parameters:
  ///   - argument: a dotted path, `=`, and a value as YAML writes it in one line.
  ///   - name: what messages call the argument: `command line #1`.
  ///   - rank: its rank among the texts of the recipe.
  /// - Throws: ``Problem`` for an argument of another form.
  init(_ argument: String, name: String, rank: Int) throws(Problem) {
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
    let text = String(argument[argument.index(after: equals)...])
    guard !text.isEmpty else {
      throw Problem(
        "'\(keys.joined(separator: ".").shown)' is given no value", at: whole, hint: "write \"\" for an empty text")
    }
    let column = argument[...equals].unicodeScalars.count
    if let problem = TextCheck.problem(in: text, of: source, offset: column) { throw problem }
    var parser = Parser(text, in: source, offset: .init(line: 0, column: column))
    let value = try parser.document()
    if let problem = parser.problems.first { throw problem }
    (path, self.value, keyPlaces) = (keys, value, places)
  }
}

extension [Override] {
  /// The tree with the values set, and what could not be set.
  ///
  /// Short paths come first, so that a component's name is changed before its keys are set, in whatever order the
  /// arguments stand; of two values for one key the later one holds.
  func applied(to root: Node) -> (root: Node, problems: [Problem]) {
    let ordered = filter { $0.path[0] != "extends" }.enumerated().sorted {
      ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset)
    }
    var root = root
    var problems = filter { $0.path[0] == "extends" }.map {
      Problem("'extends' can only stand in a file", at: $0.place)
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
