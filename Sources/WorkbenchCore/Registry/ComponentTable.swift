import Errors
import Settings

/// The components of one kind: names and what they stand for.
///
/// A value is the type that builds components, such as `any Backbone.Type`.
public struct ComponentTable<Value: Sendable>: Sendable {
  /// A component under its name.
  public struct Entry: Sendable {
    /// The name in recipes.
    public let name: String
    /// Other names that recipes may use.
    public let aliases: [String]
    /// One line for `workbench list`.
    public let summary: String
    /// The keys that a recipe may give.
    public let settings: [any AnySetting]
    /// The type that builds the component.
    public let value: Value
    /// Where it was registered, such as `MSDNet/MSDNetPlugin.swift:8`.
    public let source: String

    /// The module that registered it, such as `MSDNet`, wherever its package lies.
    public var module: String { String(source.prefix { $0 != "/" }) }
  }

  /// What the components are for; messages name it.
  public let kind: ComponentKind
  private var byName: [String: Entry] = [:]

  init(kind: ComponentKind) { self.kind = kind }

  /// The components by name, in alphabetical order.
  public var entries: [Entry] { byName.values.sorted { $0.name < $1.name } }

  /// The names without aliases, in alphabetical order.
  public var names: [String] { byName.keys.sorted() }

  /// What a name or alias stands for.
  public subscript(name: String) -> Value? {
    (byName[name] ?? byName.values.first { $0.aliases.contains(name) })?.value
  }

  /// Adds a component under its name and aliases.
  ///
  /// - Throws: ``RegistryError`` that names both places when one of them is taken, or the key that cannot be declared.
  mutating func add(_ type: any Component.Type, _ value: Value, at source: String) throws {
    for name in [type.name] + type.aliases {
      if let earlier = byName.values.first(where: { $0.name == name || $0.aliases.contains(name) }) {
        throw RegistryError(
          "\(source): the \(kind.word) '\(name)' is already registered at \(earlier.source); a name "
            + "stands for one component of its kind")
      }
    }
    var known: Set<String> = []
    for setting in type.settings {
      guard known.insert(setting.key).inserted else {
        throw RegistryError(
          "\(source): the \(kind.word) '\(type.name)' declares the key '\(setting.key)' twice")
      }
      guard !kind.reservedKeys.contains(setting.key) else {
        throw RegistryError(
          "\(source): the \(kind.word) '\(type.name)' declares the key '\(setting.key)', which every recipe has for "
            + "\(kind.plural)")
      }
    }
    byName[type.name] = Entry(
      name: type.name, aliases: type.aliases, summary: type.summary, settings: type.settings, value: value,
      source: source)
  }
}

/// A component that cannot be registered.
public struct RegistryError: StatusedError, CustomStringConvertible {
  /// The place of registration, as `module/file:line`, and what is wrong with it.
  public let description: String

  init(_ description: String) { self.description = description }

  /// How the program ends.
  public var exitStatus: ExitStatus { .internalError }
}

extension Registry {
  /// What recipes can name, with the keys that each component reads.
  public var catalog: Catalog {
    var catalog = Catalog()
    func add<Value>(_ table: ComponentTable<Value>) {
      for entry in table.entries {
        catalog.add(
          Catalog.Entry(
            table.kind, name: entry.name, aliases: entry.aliases, summary: entry.summary, settings: entry.settings,
            source: entry.module))
      }
    }
    add(backbones)
    add(heads)
    add(strategies)
    add(policies)
    add(datasets)
    add(transforms)
    add(optimizers)
    add(schedules)
    return catalog
  }
}
