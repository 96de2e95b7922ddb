import Settings

extension Reader {
  /// Whose keys are read.
  enum Owner {
    case recipe
    /// The section at a dotted path.
    case group(String)
    /// A component, and where the recipe names it; nil for the default.
    case component(Catalog.Entry, name: Place?)
  }

  /// Reports a key that its owner does not have, with the best guess at what was meant.
  mutating func reportUnknown(_ pair: Node.Pair, known: [String], owner: Owner) {
    if case .component(let entry, let name) = owner, let others = others(like: entry, withKey: pair.key) {
      let message = "'\(pair.key.shown)' belongs to \(others); this recipe uses '\(entry.name)'"
      let mention = name.map { " (\($0.mention(from: pair.place)))" } ?? ""
      problems.append(Problem(message + mention, at: pair.place))
      return
    }
    let hint: String
    if let guess = nearest(to: pair.key, in: known) {
      hint = "did you mean '\(guess)'?"
    } else if let section = RecipeSchema.section(withKey: pair.key), !owner.isSection(section.path) {
      hint = section.path.isEmpty ? "it stands outside of all sections" : "it belongs in '\(section.path)'"
    } else {
      // The name is no key of the component's own.
      let keys = if case .component = owner { known.filter { $0 != "name" } } else { known }
      hint = keys.isEmpty ? "there are no keys here" : "known: \(keys.joined(separator: ", "))"
    }
    problems.append(Problem("unknown key '\(pair.key.shown)'\(owner.preposition)", at: pair.place, hint: hint))
  }

  /// The other components of a kind that have a key: `strategy 'cagrad'`; nil where none has.
  private func others(like entry: Catalog.Entry, withKey key: String) -> String? {
    let names = catalog.entries(of: entry.kind).filter { $0.settings.contains { $0.key == key } }.map { "'\($0.name)'" }
    guard let first = names.first else { return nil }
    guard names.count > 1 else { return "\(entry.kind.word) \(first)" }
    return "\(entry.kind.plural) \(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? " and others" : "")"
  }
}

extension Reader.Owner {
  /// The owner at the start of a sentence about a missing key.
  var words: String {
    switch self {
    case .recipe: "the recipe"
    case .group(let path): "'\(path)'"
    case .component(let entry, _): "the \(entry.kind.word) '\(entry.name)'"
    }
  }

  /// The owner for the author of its code: `strategy 'dfs' of DeepFeatureSurgery`.
  var nameInPlugins: String {
    guard case .component(let entry, _) = self else { return words }
    return "\(entry.kind.word) '\(entry.name)' of \(entry.source)"
  }

  /// The owner at the end of a sentence about an unknown key.
  fileprivate var preposition: String {
    switch self {
    case .recipe: ""
    case .group(let path): " in '\(path)'"
    case .component(let entry, _): " of \(entry.kind.word) '\(entry.name)'"
    }
  }

  fileprivate func isSection(_ path: String) -> Bool {
    switch self {
    case .recipe: path.isEmpty
    case .group(let own): path == own
    case .component: false
    }
  }
}

extension Place {
  /// This place as a message about another one mentions it: `line 10` in the same file.
  fileprivate func mention(from other: Place) -> String {
    source === other.source && !source.isArgument ? "line \(line)" : short
  }
}
