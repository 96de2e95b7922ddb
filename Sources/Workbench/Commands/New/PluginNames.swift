import ArgumentParser

/// What a plugin is called: its type, module and folder by one name, and its name in recipes.
struct PluginNames: Equatable {
  /// Such as `MyRule`.
  let type: String
  /// Such as `my-rule`.
  let recipe: String

  /// - Throws: ``UsageError`` for a name that Swift or recipes cannot have.
  init(type: String, recipe: String?) throws {
    guard type.wholeMatch(of: /[A-Z][A-Za-z0-9]{1,49}/) != nil else {
      throw UsageError(
        "'\(type)' cannot be the name of a type: it needs a capital first, then letters and digits, 2 to 50 in all, "
          + "such as MyRule")
    }
    guard !Self.taken.contains(type), !type.hasSuffix("Plugin") else {
      throw UsageError("'\(type)' means something else in the code of a plugin: choose another name")
    }
    let name = recipe ?? Self.kebabCase(type)
    guard name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil else {
      throw UsageError(
        "'\(name)' cannot be a name in recipes: it needs small letters and digits, joined by '-', such as my-rule")
    }
    (self.type, self.recipe) = (type, name)
  }

  /// `my-rule` for `MyRule`, `dfs-plus` for `DFSPlus`.
  ///
  /// A word begins at a capital after a small letter or a digit, and at the last of several capitals where a small letter
  /// follows.
  static func kebabCase(_ type: String) -> String {
    let letters = Array(type)
    var words = ""
    for (index, letter) in letters.enumerated() {
      let isStart =
        index > 0 && letter.isUppercase
        && (!letters[index - 1].isUppercase || (index + 1 < letters.count && letters[index + 1].isLowercase))
      words += (isStart ? "-" : "") + letter.lowercased()
    }
    return words
  }

  /// Names that the written files use themselves, or that Swift does.
  private static let taken: Set<String> = [
    "Any", "Array", "Bool", "Component", "Double", "Exit", "GramMatrix", "GradientNeed", "GradientStrategy", "Int",
    "LinkedPlugins", "Never", "Optional", "Plugin", "PluginTests", "Protocol", "Registry", "Self", "Setting",
    "Settings", "StepContext", "StrategyRoles", "String", "Swift", "Test", "Testing", "Type", "Void", "WorkbenchCore",
    "WorkbenchTesting",
  ]
}
