import Recipes
import WorkbenchCore

/// What a recipe repeats of published code although it is odd, in words.
struct QuirksText {
  let text: String

  /// Nil where nothing is odd.
  init?(_ recipe: Recipe, registry: Registry) {
    let quirks = registry.quirks(of: recipe)
    guard !quirks.isEmpty else { return nil }
    let lines = quirks.flatMap { path, text in
      let value = recipe.entries.first { $0.path == path }.map { ": \($0.value)" } ?? ""
      return ["  \(path)\(value)"] + text.wrapped(to: 74).map { "      \($0)" }
    }
    self.text = (["as published, though odd"] + lines).joined(separator: "\n")
  }
}
