import Settings

/// The name of a recipe, safe as a part of a file name.
struct RecipeName: SettingValue {
  let name: String

  static var settingKind: String {
    "up to 64 letters, digits, '-', '_' or '.', beginning with a letter, digit or '_'"
  }
  static var settingKinds: String { "names" }

  init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, !text.isEmpty, Self.cleaned(text) == text else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    name = text
  }

  /// The name that a file gives its recipe: its base name, with `-` for whatever a name cannot hold.
  init(file: String) {
    let part = file.filePart
    let suffix = [".yaml", ".yml"].first { part.lowercased().hasSuffix($0) } ?? ""
    let cleaned = Self.cleaned(String(part.dropLast(suffix.count)))
    name = cleaned.isEmpty ? "recipe" : cleaned
  }

  var recipeText: String { name.recipeText }

  private static func cleaned(_ text: String) -> String {
    let safe = text.unicodeScalars.map {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0)) ? Character($0) : "-"
    }
    return String(String(safe).drop { $0 == "-" || $0 == "." }.prefix(64))
  }
}
