import Synchronization

/// The keys that a component declares, and the values that a recipe gave them.
///
/// The values have been checked, so a recipe cannot make reading fail: `beta = settings[Self.beta]`.
public struct Settings: Sendable {
  struct Given: Sendable {
    let value: any SettingValue
    let origin: Origin
    /// What the value replaced while files and overrides were merged.
    let earlier: EarlierValue?
  }

  let declared: [any AnySetting]
  let values: [String: Given]
  /// The recipe's path, and the place of the component in it: for messages.
  let recipe: String
  let place: Place
  /// Who declares the keys: for messages.
  private let owner: String
  /// What was read without having been declared; copies share it.
  private let undeclared: UndeclaredKeys

  init(declared: [any AnySetting], values: [String: Given], recipe: String, place: Place, owner: String) {
    (self.declared, self.values, self.recipe, self.place) = (declared, values, recipe, place)
    (self.owner, undeclared) = (owner, UndeclaredKeys())
  }

  /// Settings as if a recipe named the component with these values, written as in YAML; for tests and tools.
  ///
  /// - Throws: ``RecipeError`` for unknown keys, wrong types, values out of range and required keys that are missing.
  public init(for declared: [any AnySetting], _ values: [String: String] = [:]) throws {
    var reader = Reader(recipe: "settings", catalog: Catalog())
    var pairs: [Node.Pair] = []
    for (rank, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
      do throws(Problem) {
        let override = try Override("\(key)=\(value)", name: "settings", rank: rank)
        pairs.append(Node.Pair(key: key, place: override.place, value: override.value))
      } catch {
        reader.problems.append(error)
      }
    }
    let whole = Place(whole: SourceText(name: "settings", text: "", folder: FilePath.currentFolder))
    self = reader.settings(declared, from: Node(.mapping(pairs), at: whole), owner: .group("settings"))
    try reader.finish()
  }

  /// The value of a key.
  ///
  /// The component must have declared the key, with this type. One that has not gets the key's default, and whoever builds
  /// components says so by ``checkKeys()``.
  public subscript<Value>(_ setting: Setting<Value>) -> Value {
    if let value = values[setting.key]?.value as? Value { return value }
    undeclared.note(setting.key)
    return setting.default
  }

  /// The file or folder that a key names; `nil` where the component has no such key, or one that is no path.
  public func path(of key: String) -> String? { (values[key]?.value as? RecipePath)?.path }

  /// The value of a key that a recipe must give.
  ///
  /// Throws ``UndeclaredKey`` where the component has not declared the key with this type.
  public subscript<Value>(_ setting: RequiredSetting<Value>) -> Value {
    get throws(UndeclaredKey) {
      guard let value = values[setting.key]?.value as? Value else { throw UndeclaredKey(setting.key, of: owner) }
      return value
    }
  }

  /// The first key that was read although the component does not declare it, or not with that type.
  public var undeclaredKey: String? { undeclared.first }

  /// - Throws: ``UndeclaredKey`` where the component has read a key that it does not declare.
  public func checkKeys() throws(UndeclaredKey) {
    if let undeclaredKey { throw UndeclaredKey(undeclaredKey, of: owner) }
  }

  /// Where the value of a key comes from.
  public func origin(of setting: any AnySetting) -> Origin { values[setting.key]?.origin ?? .default }

  /// An error for a check between keys that only the component knows.
  ///
  /// It points at the value, or at the component where the value is the default.
  public func problem(_ setting: any AnySetting, _ message: String, hint: String? = nil) -> RecipeError {
    let place = origin(of: setting).place ?? place
    return RecipeError(recipe: recipe, problems: [Problem(message, at: place, hint: hint)])
  }
}

extension Settings {
  /// An error for a check that only the component knows and that concerns it as a whole; it points at its name.
  public func problem(_ message: String, hint: String? = nil) -> RecipeError {
    RecipeError(recipe: recipe, problems: [Problem(message, at: place, hint: hint)])
  }
}

extension Settings: Equatable {
  /// Equal keys with equal values, wherever they come from.
  public static func == (a: Settings, b: Settings) -> Bool {
    func isEqual<Value: SettingValue>(_ value: Value, _ other: any SettingValue) -> Bool { value == other as? Value }
    return a.declared.map(\.key) == b.declared.map(\.key)
      && a.values.allSatisfy { key, given in b.values[key].map { isEqual(given.value, $0.value) } ?? false }
  }
}

/// Notes the first key of many, also from several threads.
private final class UndeclaredKeys: Sendable {
  private let found = Mutex<String?>(nil)

  var first: String? { found.withLock { $0 } }

  func note(_ key: String) { found.withLock { $0 = $0 ?? key } }
}

/// A component that reads a key which its `settings` do not declare, so that no recipe could ever set it.
public struct UndeclaredKey: Error, CustomStringConvertible, Equatable {
  /// The whole message, with the component, its plugin and the rule that it broke.
  public let description: String

  init(_ key: String, of owner: String) {
    description = "\(owner) reads the key '\(key)', which its 'settings' do not declare with this type; add it to them"
  }
}
