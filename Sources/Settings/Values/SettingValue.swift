import Errors

/// A type that a key of a recipe can have.
///
/// Whole numbers, numbers, texts, `true`/`false`, paths, lists and optional values conform. A component that offers a
/// fixed set of names declares an enumeration and adopts ``SettingChoice``.
public protocol SettingValue: Sendable, Equatable {
  /// What messages call one value: `a number`.
  static var settingKind: String { get }
  /// What messages call several: `numbers`.
  static var settingKinds: String { get }
  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for text that is no such value.
  init(recipe node: Node) throws(SettingMistake)
  /// The value as YAML, which reads back as an equal value.
  var recipeText: String { get }
  /// Whether values say where something lies; what lies there counts by its own content.
  static var isPlace: Bool { get }
}

extension SettingValue {
  /// By default, values are no places.
  public static var isPlace: Bool { false }
}

/// A value that its key cannot have.
public struct SettingMistake: StatusedError {
  package let place: Place
  /// What the value must be.
  package var expected: String
  /// What it is.
  package let found: String
  package var hint: String?

  package init(_ node: Node, expected: String, hint: String? = nil) {
    (place, self.expected, found, self.hint) = (node.place, expected, node.found, hint)
  }

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}

extension Int: SettingValue {
  /// What messages call one value.
  public static var settingKind: String { "a whole number" }
  /// What messages call several.
  public static var settingKinds: String { "whole numbers" }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.plainText else { throw Self.mistake(node) }
    guard case .whole = Numeral(text) else { throw Self.mistake(node) }
    guard let value = Int(text) else {
      throw SettingMistake(node, expected: Self.settingKind, hint: "the number is too large")
    }
    self = value
  }

  /// The value as YAML.
  public var recipeText: String { String(self) }

  fileprivate static func mistake(_ node: Node) -> SettingMistake {
    SettingMistake(node, expected: settingKind, hint: node.numberHint)
  }
}

extension Double: SettingValue {
  /// What messages call one value.
  public static var settingKind: String { "a number" }
  /// What messages call several.
  public static var settingKinds: String { "numbers" }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    let mistake = SettingMistake(node, expected: Self.settingKind, hint: node.numberHint)
    guard let text = node.plainText else { throw mistake }
    switch Numeral(text) {
    case .whole, .decimal: break
    case .refused, .other: throw mistake
    }
    guard let value = Double(text), value.isFinite else {
      throw SettingMistake(node, expected: Self.settingKind, hint: "the number is too large")
    }
    let digits = text.prefix { $0 != "e" && $0 != "E" }
    if value == 0, digits.contains(where: { ("1"..."9").contains($0) }) {
      throw SettingMistake(node, expected: Self.settingKind, hint: "the number is too small")
    }
    self = value
  }

  /// The value as YAML.
  public var recipeText: String {
    let text = String(self)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Bool: SettingValue {
  /// What messages call one value.
  public static var settingKind: String { "true or false" }
  /// What messages call several.
  public static var settingKinds: String { "true or false" }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    switch node.plainText {
    case "true": self = true
    case "false": self = false
    default: throw SettingMistake(node, expected: Self.settingKind)
    }
  }

  /// The value as YAML.
  public var recipeText: String { self ? "true" : "false" }
}

extension String: SettingValue {
  /// What messages call one value.
  public static var settingKind: String { "a text" }
  /// What messages call several.
  public static var settingKinds: String { "texts" }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, !["", "~", "null"].contains(node.plainText) else {
      throw SettingMistake(node, expected: Self.settingKind, hint: node.text.map { "write \"\($0)\" if it is meant" })
    }
    self = text
  }

  /// The value as YAML.
  public var recipeText: String { QuotedText(self).yaml }
}

extension Optional: SettingValue where Wrapped: SettingValue {
  /// What messages call one value.
  public static var settingKind: String { "\(Wrapped.settingKind) or none" }
  /// What messages call several.
  public static var settingKinds: String { "\(Wrapped.settingKinds) or none" }
  /// As for a value that is there.
  public static var isPlace: Bool { Wrapped.isPlace }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    if node.plainText == "none" {
      self = nil
      return
    }
    do throws(SettingMistake) {
      self = try Wrapped(recipe: node)
    } catch {
      var mistake = error
      mistake.expected = Self.settingKind
      throw mistake
    }
  }

  /// The value as YAML.
  public var recipeText: String { self?.recipeText ?? "none" }
}

extension Array: SettingValue where Element: SettingValue {
  /// What messages call one value.
  public static var settingKind: String { "a list of \(Element.settingKinds)" }
  /// What messages call several.
  public static var settingKinds: String { "lists of \(Element.settingKinds)" }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    guard let items = node.items else {
      let hint = node.plainText.map { $0.isEmpty ? "[] is the empty list" : "write [\($0.shown)]" }
      throw SettingMistake(node, expected: Self.settingKind, hint: hint)
    }
    self = []
    for item in items {
      do throws(SettingMistake) {
        append(try Element(recipe: item))
      } catch {
        var mistake = error
        mistake.expected = Self.settingKind
        throw mistake
      }
    }
  }

  /// The value as YAML.
  public var recipeText: String { "[\(map(\.recipeText).joined(separator: ", "))]" }
}

/// A fixed set of names, such as `all` and `own`: adopt it in an enumeration of strings.
///
/// ```swift
/// enum Sampling: String, SettingChoice { case uniform, balanced }
/// ```
public protocol SettingChoice: SettingValue, RawRepresentable<String>, CaseIterable {}

extension SettingChoice {
  /// What messages call one value.
  public static var settingKind: String { allCases.map(\.rawValue).alternatives }
  /// What messages call several.
  public static var settingKinds: String { "names (\(allCases.map(\.rawValue).alternatives))" }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, let choice = Self(rawValue: text) else {
      let guess = node.text.flatMap { nearest(to: $0, in: Self.allCases.map(\.rawValue)) }
      throw SettingMistake(node, expected: Self.settingKind, hint: guess.map { "did you mean '\($0)'?" })
    }
    self = choice
  }

  /// The value as YAML.
  public var recipeText: String { QuotedText(rawValue).yaml }
}

/// A file or folder that a recipe names.
public struct RecipePath: SettingValue {
  /// An absolute path; what a recipe gives relatively is taken from the folder of the file that says so, and from the
  /// current folder on the command line.
  public let path: String

  /// What messages call one value.
  public static var settingKind: String { "a path" }
  /// What messages call several.
  public static var settingKinds: String { "paths" }
  /// A path says where something lies.
  public static var isPlace: Bool { true }

  /// A path that is relative to the current folder, or absolute.
  public init(_ path: String) { self.path = path.absolutePath(from: FilePath.currentFolder) }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, !["", "~", "null"].contains(text), !text.contains("\0") else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    guard !text.hasPrefix("~") else {
      throw SettingMistake(node, expected: Self.settingKind, hint: "'~' is not expanded: write the folder out")
    }
    path = text.absolutePath(from: node.place.source.folder)
  }

  /// The value as YAML.
  public var recipeText: String { path.recipeText }
}

extension Node {
  /// Why a text that a person may take for a number is none.
  fileprivate var numberHint: String? {
    guard let text else { return nil }
    switch Numeral(text) {
    case .refused(let reason): return reason
    case .whole, .decimal: return plainText == nil ? "without the quotes it is a number" : nil
    case .other: return nil
    }
  }
}

extension [String] {
  /// The words as a choice: `a`, `a or b`, `a, b or c`.
  package var alternatives: String {
    count < 2 ? joined() : "\(dropLast().joined(separator: ", ")) or \(self[count - 1])"
  }
}
