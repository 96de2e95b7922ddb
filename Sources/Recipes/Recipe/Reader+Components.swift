import Settings

extension Reader {
  /// The component of a section or of an item of a list; nil after a problem has been reported.
  ///
  /// - Parameters:
  ///   - kind: what the section names.
  ///   - path: the section, such as `data.transforms`.
  ///   - node: the section as given; nil where the recipe leaves it out.
  ///   - standard: the component where the recipe names none.
  ///   - whole: the recipe as a whole, where a missing section is reported.
  ///   - others: keys of the map that are read elsewhere.
  /// - Returns: the component with its checked values.
  mutating func component(
    _ kind: ComponentKind, _ path: String, from node: Node?, standard: String? = nil, whole: Place,
    others: [String] = []
  ) -> ComponentChoice? {
    let given = node?.asComponent
    if let node, given?.pairs == nil {
      report("'\(path)' must be a name or a map with 'name', found \(node.found)", about: node, kind: kind)
      return nil
    }
    let name = given?["name"]
    guard let text = text(of: name, kind, path, in: given, standard: standard, whole: whole) else { return nil }
    guard let entry = catalog.entry(kind, named: text) else {
      let isDefault = name == nil ? "the default " : "unknown "
      let guess = nearest(to: text, in: names(of: kind)).map { "did you mean '\($0)'? " } ?? ""
      let place = name?.place ?? given?.place ?? whole
      let message = "\(isDefault)\(kind.word) '\(text.shown)'" + (name == nil ? " is not registered" : "")
      problems.append(Problem(message, at: place, hint: guess + known(kind)))
      return nil
    }
    let map = Node(given?.content ?? .mapping([]), at: name?.place ?? given?.place ?? whole)
    let settings = settings(
      entry.settings, from: map, owner: .component(entry, name: name?.place), others: ["name"] + others)
    return ComponentChoice(
      kind: kind, name: entry.name, settings: settings, origin: name.map { .given($0.place) } ?? .default,
      earlier: name?.earlier.first.map(EarlierValue.init))
  }

  /// The components of a list, each at most once.
  mutating func components(_ kind: ComponentKind, _ path: String, from items: [Node], whole: Place) -> [ComponentChoice]
  {
    var choices: [ComponentChoice] = []
    for item in items {
      guard let choice = component(kind, path, from: item, whole: whole) else { continue }
      if let first = choices.first(where: { $0.name == choice.name }) {
        problems.append(
          Problem(
            "the \(kind.word) '\(choice.name)' stands twice in '\(path)'", at: choice.origin.place ?? item.place,
            hint: first.origin.place.map { "first at \($0.full)" }))
      } else {
        choices.append(choice)
      }
    }
    return choices
  }

  /// The text of a component's name, or that of its default; nil after a problem has been reported.
  private mutating func text(
    of name: Node?, _ kind: ComponentKind, _ path: String, in section: Node?, standard: String?, whole: Place
  ) -> String? {
    if let name {
      if let text = name.text, !text.isEmpty { return text }
      report("'name' must be the name of \(kind.article) \(kind.word), found \(name.found)", about: name, kind: kind)
      return nil
    }
    if standard == nil {
      let message = section == nil ? "the section '\(path)' is missing" : "'\(path)' needs the key 'name'"
      problems.append(Problem(message, at: section?.place ?? whole, hint: known(kind)))
    }
    return standard
  }

  /// Reports a value that names no component, unless it has been refused before.
  private mutating func report(_ message: String, about node: Node, kind: ComponentKind) {
    if case .refused = node.content { return }
    problems.append(Problem(message, at: node.place, hint: known(kind)))
  }

  private func names(of kind: ComponentKind) -> [String] { catalog.entries(of: kind).map(\.name) }

  private func known(_ kind: ComponentKind) -> String {
    "known \(kind.plural): \(names(of: kind).isEmpty ? "none" : names(of: kind).joined(separator: ", "))"
  }
}
