import Recipes
import WorkbenchCore

/// The reference of all keys of a recipe, as `docs/recipe-reference.md` holds it.
struct RecipeReference {
  let markdown: String

  init(catalog: Catalog) {
    var lines = [
      "# Recipe reference", "",
      "Written by `workbench list keys`; a test keeps it true. How recipes are composed: [recipes.md](recipes.md).", "",
    ]
    for section in RecipeSchema.sections {
      lines.append(section.path.isEmpty ? "## Keys of the recipe itself" : "## `\(section.path)`")
      lines += ["", Self.sentence(section.summary), ""]
      if let kind = section.component {
        let standard = section.defaultComponent.map { "; `\($0)` where the section is missing" } ?? "; required"
        lines += [Self.capitalized("\(kind.article) \(kind.word), by name or as a map with `name`\(standard)."), ""]
      }
      lines += Self.table(section.settings)
      guard let kind = section.component else { continue }
      for entry in catalog.entries(of: kind) { lines += Self.component(entry) }
      if kind == .dataset {
        lines += ["### Transforms", "", "The list `data.transforms` holds changes of training images:", ""]
        for entry in catalog.entries(of: .transform) { lines += Self.component(entry) }
      }
    }
    markdown = lines.joined(separator: "\n")
  }

  private static func component(_ entry: Catalog.Entry) -> [String] {
    let names = ([entry.name] + entry.aliases).map { "`\($0)`" }.joined(separator: ", ")
    return ["### \(names)", "", "\(sentence(entry.summary)) (`\(entry.source)`)", ""] + table(entry.settings)
  }

  private static func table(_ settings: [any AnySetting]) -> [String] {
    guard !settings.isEmpty else { return [] }
    let rows = settings.map { setting in
      let type = setting.kind + (setting.rangeText.map { ", \($0)" } ?? "")
      let standard = setting.defaultText.map { "`\($0)`" } ?? "required"
      return "| `\(setting.key)` | \(type) | \(standard) | \(setting.summary) |"
    }
    return ["| key | value | default | meaning |", "|---|---|---|---|"] + rows + [""]
  }

  private static func sentence(_ text: String) -> String { capitalized(text) + "." }

  private static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
