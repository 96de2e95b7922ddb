import WorkbenchCore

/// What everything that a recipe can name must keep to.
public enum ComponentLaws {
  /// Looks at the name, the summary and the keys.
  ///
  /// - Parameter entry: as the registry's catalog has it.
  /// - Returns: what is wrong with it, one sentence each.
  public static func violations(of entry: Catalog.Entry) -> [String] {
    var found: [String] = []
    for name in [entry.name] + entry.aliases + entry.settings.map(\.key) where !isKebabCase(name) {
      found.append("'\(name)' is not in kebab-case")
    }
    for text in [entry.summary] + entry.settings.map(\.summary) where !isOneLine(text) {
      found.append("the summary '\(text)' is not one line without a full stop")
    }
    return found
  }

  private static func isKebabCase(_ name: String) -> Bool {
    let words = name.split(separator: "-", omittingEmptySubsequences: false)
    return words.allSatisfy { word in !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) }
    }
  }

  private static func isOneLine(_ text: String) -> Bool {
    !text.isEmpty && !text.contains(where: \.isNewline) && !text.hasSuffix(".")
  }
}
