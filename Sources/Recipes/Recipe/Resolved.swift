import Settings

extension Recipe {
  /// One line of `workbench explain`: a key, its value and where the value comes from.
  public struct Entry: Sendable {
    /// The dotted path, such as `strategy.beta`, as the command line takes it.
    public let path: String
    /// The value as YAML writes it.
    public let value: String
    /// Where the value comes from.
    public let origin: Origin
    /// The value that this one replaced, if any.
    public let earlier: EarlierValue?
    /// Whether another value can lead to other results.
    public let affectsResults: Bool
  }
}

/// A recipe as a tree of texts with every default in it, from which its listing and its YAML are made.
indirect enum Resolved {
  case value(String, Origin, EarlierValue?, affectsResults: Bool)
  case keys([(key: String, value: Resolved)])
  /// The components of a list, by name.
  case items([(name: String, value: Resolved)], Origin)

  /// The values in order, under dotted paths.
  func entries(at path: String = "") -> [Recipe.Entry] {
    func inside(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch self {
    case .value(let text, let origin, let earlier, let affectsResults):
      return [
        Recipe.Entry(path: path, value: text, origin: origin, earlier: earlier, affectsResults: affectsResults)
      ]
    case .keys(let pairs): return pairs.flatMap { $0.value.entries(at: inside($0.key)) }
    case .items(let items, let origin):
      let list = Recipe.Entry(
        path: path, value: "[\(items.map(\.name).joined(separator: ", "))]", origin: origin, earlier: nil,
        affectsResults: true)
      return [list]
        + items.flatMap { item in
          item.value.entries(at: inside(item.name)).filter { $0.path != "\(inside(item.name)).name" }
        }
    }
  }

  /// The tree without the keys that change no result.
  var affectingResults: Resolved {
    switch self {
    case .value: self
    case .keys(let pairs):
      .keys(
        pairs.compactMap { pair in
          if case .value(_, _, _, affectsResults: false) = pair.value { return nil }
          return (pair.key, pair.value.affectingResults)
        })
    case .items(let items, let origin): .items(items.map { ($0.name, $0.value.affectingResults) }, origin)
    }
  }

  /// The tree as YAML in block style.
  var yaml: String { lines.map { $0 + "\n" }.joined() }

  private var lines: [String] {
    switch self {
    case .value(let text, _, _, _): [text]
    case .keys(let pairs): pairs.flatMap { $0.value.lines(under: $0.key) }
    case .items(let items, _):
      items.flatMap { item in
        item.value.lines.enumerated().map { $0.offset == 0 ? "- \($0.element)" : "  \($0.element)" }
      }
    }
  }

  private func lines(under key: String) -> [String] {
    switch self {
    case .value(let text, _, _, _): ["\(key): \(text)"]
    case .items(let items, _) where items.isEmpty: ["\(key): []"]
    case .keys, .items: ["\(key):"] + lines.map { "  \($0)" }
    }
  }
}

extension Settings {
  /// The keys in the order of their declaration.
  var resolved: [(key: String, value: Resolved)] {
    declared.compactMap { setting in
      values[setting.key].map {
        (
          setting.key,
          .value($0.value.recipeText, $0.origin, $0.earlier, affectsResults: setting.affectsResults)
        )
      }
    }
  }
}

extension ComponentChoice {
  /// The name and then the keys.
  var resolved: [(key: String, value: Resolved)] {
    [("name", .value(name.recipeText, origin, earlier, affectsResults: true))] + settings.resolved
  }
}
