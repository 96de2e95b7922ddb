import Errors
import Synchronization

/// The keys that a component declares, and the values that a recipe gave them.
///
/// The values have been checked, so a recipe cannot make reading fail: `beta = settings[Self.beta]`.
///
/// ```swift
/// struct Clip {
///   static let norm = Setting("norm", default: 1.0, in: 0...100, "largest norm of a gradient")
///   let norm: Double
///   init(_ settings: Settings) { norm = settings[Self.norm] }
/// }
/// ```
public struct Settings: Sendable {
  package struct Given: Sendable {
    package let value: any SettingValue
    package let origin: Origin
    /// What the value replaced while files and overrides were merged.
    package let earlier: EarlierValue?

    package init(value: any SettingValue, origin: Origin, earlier: EarlierValue?) {
      (self.value, self.origin, self.earlier) = (value, origin, earlier)
    }
  }

  package let declared: [any AnySetting]
  package let values: [String: Given]
  /// The recipe's path, and the place of the component in it: for messages.
  let recipe: String
  let place: Place
  /// Who declares the keys: for messages.
  private let owner: String
  /// What was read without having been declared; copies share it.
  private let undeclared: UndeclaredKeys

  package init(declared: [any AnySetting], values: [String: Given], recipe: String, place: Place, owner: String) {
    (self.declared, self.values, self.recipe, self.place) = (declared, values, recipe, place)
    (self.owner, undeclared) = (owner, UndeclaredKeys())
  }

  /// The defaults of keys that all have one, as if a recipe gave none of them.
  package init(defaultsOf declared: [any AnySetting]) {
    let values = declared.compactMap { setting in
      setting.defaultValue.map { (setting.key, Given(value: $0, origin: .default, earlier: nil)) }
    }
    let place = Place(whole: SourceText(name: "defaults", text: "", folder: FilePath.currentFolder))
    self.init(
      declared: declared, values: Dictionary(uniqueKeysWithValues: values), recipe: "defaults", place: place,
      owner: "defaults")
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
public struct UndeclaredKey: StatusedError, CustomStringConvertible, Equatable {
  /// The whole message, with the component, its plugin and the rule that it broke.
  public let description: String

  init(_ key: String, of owner: String) {
    description = "\(owner) reads the key '\(key)', which its 'settings' do not declare with this type; add it to them"
  }

  /// How the program ends.
  public var exitStatus: ExitStatus { .internalError }
}
