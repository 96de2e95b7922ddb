import Settings

/// A device in a recipe.
struct DeviceName: SettingValue {
  let name: String

  static let auto = DeviceName(name: "auto")
  static var settingKind: String { "auto, cpu, cuda or cuda:N" }
  static var settingKinds: String { "devices" }

  private init(name: String) { self.name = name }

  init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, ["auto", "cpu", "cuda"].contains(text) || Self.isNumbered(text) else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    name = text
  }

  var recipeText: String { name.recipeText }

  /// Whether the text is `cuda:` and the number of a device, of at most three digits.
  private static func isNumbered(_ text: String) -> Bool {
    guard text.hasPrefix("cuda:"), case let digits = text.dropFirst(5), digits.utf8.count <= 3 else { return false }
    if case .whole = Numeral(String(digits)), digits.first?.isNumber == true { return true }
    return false
  }
}
