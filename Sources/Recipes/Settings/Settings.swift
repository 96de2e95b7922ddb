import Synchronization

/// The keys that a component declares, and the values that a recipe gave them.
///
/// The values have been checked, so reading cannot fail: `beta = settings[Self.beta]`.
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
  /// What was read without having been declared; copies share it.
  private let undeclared: UndeclaredKeys

  init(declared: [any AnySetting], values: [String: Given], recipe: String, place: Place) {
    (self.declared, self.values, self.recipe, self.place) = (declared, values, recipe, place)
    undeclared = UndeclaredKeys()
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
  /// components says so by ``readUndeclared``; without a default there is nothing to go on with, and the program ends.
  public subscript<Value>(_ setting: Setting<Value>) -> Value {
    if let value = values[setting.key]?.value as? Value { return value }
    undeclared.note(setting.key)
    guard let standard = setting.default else {
      // A release build keeps the words of a fatal error alone.
      fatalError("a component at \(place.full) reads the key '\(setting.key)', which its 'settings' do not declare")
    }
    return standard
  }

  /// The keys that were read although the component does not declare them, or not with that type.
  public var readUndeclared: [String] { undeclared.keys }

  /// Where the value of a key comes from.
  public func origin<Value>(of setting: Setting<Value>) -> Origin { values[setting.key]?.origin ?? .default }

  /// An error for a check between keys that only the component knows.
  ///
  /// It points at the value, or at the component where the value is the default.
  public func problem<Value>(_ setting: Setting<Value>, _ message: String, hint: String? = nil) -> RecipeError {
    let place = origin(of: setting).place ?? place
    return RecipeError(recipe: recipe, problems: [Problem(message, at: place, hint: hint)])
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

/// Collects keys, also from several threads.
private final class UndeclaredKeys: Sendable {
  private let found = Mutex<[String]>([])

  var keys: [String] { found.withLock { $0 } }

  func note(_ key: String) { found.withLock { if !$0.contains(key) { $0.append(key) } } }
}
