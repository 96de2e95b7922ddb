import ArgumentParser
import Foundation
import LinkedPlugins
import Runs
import WorkbenchCore

/// What a shell offers for an argument, asked from the program itself while a user types.
extension CompletionKind {
  /// Short ids of runs in the folder that the command line names.
  static var runs: CompletionKind {
    .custom { words, _, _ in ["@last"] + RunsListing(of: folder(in: words)).runs.reversed().map(\.directory.shortID) }
  }

  /// Short ids of runs and sweeps.
  static var runsAndSweeps: CompletionKind {
    .custom { words, _, _ in
      let listing = RunsListing(of: folder(in: words))
      return ["@last", "@sweep"] + listing.sweeps.reversed().map(\.directory.shortID)
        + listing.runs.reversed().map(\.directory.shortID)
    }
  }

  /// Names of recipes in `Recipes/`, and the YAML files of the current folder.
  static var recipes: CompletionKind {
    .custom { _, _, _ in
      let files = (try? FileManager.default.contentsOfDirectory(atPath: ".")) ?? []
      return Recipe.names(in: Checkout.recipes) + files.filter { $0.hasSuffix(".yaml") }.sorted()
    }
  }

  /// Keys of a recipe with `=`, and components after it.
  static var recipeKeys: CompletionKind {
    .custom { _, _, _ in (try? Registry.linked().catalog).map(RecipeKeys.init)?.words ?? [] }
  }

  /// The value of `--into` among the words.
  private static func folder(in words: [String]) -> String {
    guard let option = words.firstIndex(of: "--into"), option + 1 < words.count else {
      return RunDirectory.standardParent
    }
    return words[option + 1]
  }
}

/// Every key that a recipe can have, as the command line takes it.
struct RecipeKeys {
  let words: [String]

  init(_ catalog: Catalog) {
    var words: [String] = []
    for section in RecipeSchema.sections where section.path != "sweep" {
      let prefix = section.path.isEmpty ? "" : "\(section.path)."
      words += section.settings.map { "\(prefix)\($0.key)=" }
      guard let kind = section.component else { continue }
      for entry in catalog.entries(of: kind) {
        words.append("\(section.path)=\(entry.name)")
        words += entry.settings.map { "\(prefix)\($0.key)=" }
      }
    }
    self.words = Array(Set(words)).sorted()
  }
}
