import Settings

/// An epoch that a recipe names: its number, or `last`.
public enum EpochChoice: SettingValue {
  /// Counted from 1.
  case number(Int)
  case last

  /// What messages call one value.
  public static var settingKind: String { "the number of an epoch, from 1, or last" }
  /// What messages call several.
  public static var settingKinds: String { "epochs, counted from 1, or last" }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    if node.text == "last" {
      self = .last
      return
    }
    guard let number = try? Int(recipe: node), number >= 1 else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    self = .number(number)
  }

  /// The value as YAML.
  public var recipeText: String { if case .number(let number) = self { String(number) } else { "last" } }

  /// Whether the choice means this epoch, counted from 1, of so many.
  public func matches(_ epoch: Int, of epochs: Int) -> Bool {
    self == .number(epoch) || (self == .last && epoch == epochs)
  }
}
