/// The kinds of component that a recipe names.
public enum ComponentKind: String, Sendable, CaseIterable {
  case dataset = "data set"
  case transform
  case backbone
  case head
  case strategy
  case optimizer
  case schedule
  case policy = "exit policy"

  /// The kind in words: `data set`.
  public var word: String { rawValue }

  /// The indefinite article that goes before the word.
  public var article: String { self == .optimizer || self == .policy ? "an" : "a" }

  /// The keys that a recipe reads beside a component's own, in the same map.
  public var reservedKeys: Set<String> {
    switch self {
    case .dataset: ["name", "transforms"]
    case .policy: Set(["name"] + PolicySection.settings.map(\.key))
    default: ["name"]
    }
  }

  /// Several of the kind in words: `data sets`.
  public var plural: String { rawValue.hasSuffix("y") ? "\(rawValue.dropLast())ies" : "\(rawValue)s" }
}

/// What a recipe can name: the registered components with the keys that they declare.
public struct Catalog: Sendable {
  /// A component as recipes see it.
  public struct Entry: Sendable {
    /// What it is for.
    public let kind: ComponentKind
    /// The name in recipes, in kebab-case.
    public let name: String
    /// Other names that recipes may use.
    public let aliases: [String]
    /// What it is, in one line.
    public let summary: String
    /// The keys, in the order in which they are listed and written out.
    public let settings: [any AnySetting]
    /// The module that it comes from, such as `DeepFeatureSurgery`.
    public let source: String

    /// Describes a component.
    ///
    /// Its keys are distinct, and none is among the kind's ``ComponentKind/reservedKeys``.
    public init(
      _ kind: ComponentKind, name: String, aliases: [String] = [], summary: String, settings: [any AnySetting],
      source: String
    ) {
      let keys = settings.map(\.key)
      precondition(Set(keys).count == keys.count, "'\(name)' declares a key twice: \(keys)")
      precondition(kind.reservedKeys.isDisjoint(with: keys), "'\(name)' declares a key of the recipe: \(keys)")
      (self.kind, self.name, self.aliases, self.summary) = (kind, name, aliases, summary)
      (self.settings, self.source) = (settings, source)
    }
  }

  private var entries: [Entry] = []

  /// A catalog of these components; whoever registers them sees to it that names are distinct.
  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Adds a component.
  public mutating func add(_ entry: Entry) { entries.append(entry) }

  /// The components of a kind, by name.
  public func entries(of kind: ComponentKind) -> [Entry] {
    entries.filter { $0.kind == kind }.sorted { $0.name < $1.name }
  }

  /// The component of a name or alias.
  public func entry(_ kind: ComponentKind, named name: String) -> Entry? {
    entries.first { $0.kind == kind && ($0.name == name || $0.aliases.contains(name)) }
  }
}
