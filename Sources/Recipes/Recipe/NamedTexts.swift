import Settings

/// Texts, numbers and lists by name, which recipes that extend one another add to.
struct NamedTexts: SettingValue {
  struct Value: Sendable, Equatable {
    let name: String
    /// What the value is to a resolved recipe; a text in quotes without them.
    let text: String
  }

  let values: [Value]

  static var settingKind: String { "a map of names and values" }
  static var settingKinds: String { "maps of names and values" }

  init() { values = [] }

  init(recipe node: Node) throws(SettingMistake) {
    guard let pairs = node.pairs else { throw SettingMistake(node, expected: Self.settingKind) }
    var values: [Value] = []
    for pair in pairs {
      guard let text = pair.value.namedText else {
        throw SettingMistake(pair.value, expected: "a text, a number or a list of them")
      }
      values.append(Value(name: pair.key, text: text))
    }
    self.values = values
  }

  var recipeText: String {
    "{\(values.map { "\(QuotedText($0.name).yaml): \($0.text.recipeText)" }.joined(separator: ", "))}"
  }
}

extension Node {
  /// A scalar or a list of scalars as a resolved recipe writes it; nil for anything else.
  fileprivate var namedText: String? {
    if let items {
      let texts = items.compactMap(\.namedText)
      return texts.count == items.count ? "[\(texts.joined(separator: ", "))]" : nil
    }
    return plainText.flatMap(Double.init)?.recipeText ?? text
  }
}
