import Settings

/// The blocks of a backbone that have an exit.
public enum ExitSelection: SettingValue {
  case all
  /// Counted from 1, in rising order, at least one.
  case blocks([Int])

  /// What messages call one value.
  public static var settingKind: String { "all, or a list of blocks, counted from 1 and rising" }
  /// What messages call several.
  public static var settingKinds: String { settingKind }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    if node.text == "all" {
      self = .all
      return
    }
    guard let items = node.items, !items.isEmpty else { throw SettingMistake(node, expected: Self.settingKind) }
    var blocks: [Int] = []
    for item in items {
      guard let block = try? Int(recipe: item), block > blocks.last ?? 0 else {
        throw SettingMistake(item, expected: Self.settingKind)
      }
      blocks.append(block)
    }
    self = .blocks(blocks)
  }

  /// The value as YAML.
  public var recipeText: String { if case .blocks(let blocks) = self { blocks.recipeText } else { "all" } }
}
