import ArgumentParser
import Foundation
import Recipes
import RunFiles
import WorkbenchCore

/// What a shell offers for an argument, asked from the program itself while a user types.
extension CompletionKind {
  /// Short ids and labels of the runs in the folder that the command line names, latest first.
  static var runs: CompletionKind { .custom { words, _, _ in RunNames(RunsListing(of: folder(in: words))).runs } }

  /// The same, and short ids of sweeps.
  static var runsAndSweeps: CompletionKind {
    .custom { words, _, _ in RunNames(RunsListing(of: folder(in: words))).runsAndSweeps }
  }

  /// Runs with their checkpoints: `k7f2`, `k7f2:best`.
  static var weights: CompletionKind {
    .custom { words, _, _ in RunNames(RunsListing(of: folder(in: words))).weights }
  }

  /// Data sets that `workbench data` knows.
  static var publishedData: CompletionKind {
    .custom { _, _, _ in (try? Registry.linked()).map { PublishedCatalog($0).all.map(\.name) } ?? [] }
  }

  /// Names of recipes in `Recipes/`, and the YAML files of the current folder.
  static var recipes: CompletionKind { .custom { _, _, beginning in recipeNames + recipeFiles(beginning) } }

  /// Runs and recipes.
  static var runsAndRecipes: CompletionKind {
    .custom { words, _, beginning in
      RunNames(RunsListing(of: folder(in: words))).runs + recipeNames + recipeFiles(beginning)
    }
  }

  /// The YAML files and the folders in the folder that the typed path names so far.
  private static func recipeFiles(_ beginning: String) -> [String] {
    guard let slash = beginning.lastIndex(of: "/") else { return [] }
    let folder = String(beginning[...slash])
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
    return names.sorted().compactMap { name in
      if name.hasSuffix(".yaml") { return folder + name }
      var isFolder = false as ObjCBool
      return FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder) && isFolder.boolValue
        ? "\(folder)\(name)/" : nil
    }
  }

  private static var recipeNames: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: ".")) ?? []
    return Recipe.names(in: Checkout.recipes) + files.filter { $0.hasSuffix(".yaml") }.sorted()
  }

  /// Keys of a recipe with `=`, and components after it.
  static var recipeKeys: CompletionKind {
    .custom { _, _, _ in (try? Registry.linked().catalog).map(RecipeKeys.init)?.words ?? [] }
  }

  /// Those of the section `policy`.
  static var policyKeys: CompletionKind {
    .custom { _, _, _ in
      ((try? Registry.linked().catalog).map(RecipeKeys.init)?.words ?? []).filter(PolicyOverride.isOne)
    }
  }

  /// The value of `--into` among the words.
  private static func folder(in words: [String]) -> String {
    guard let option = words.firstIndex(of: "--into"), option + 1 < words.count else {
      return RunDirectory.standardParent
    }
    return words[option + 1]
  }
}

/// What the runs and sweeps of a folder can be called.
struct RunNames {
  private let listing: RunsListing

  init(_ listing: RunsListing) { self.listing = listing }

  var runs: [String] {
    guard !listing.runs.isEmpty else { return [] }
    var known: Set<String> = []
    return ["@last"] + listing.runs.flatMap(\.labels).filter { known.insert($0).inserted }
      + listing.runs.reversed().map(\.directory.shortID)
  }

  var runsAndSweeps: [String] {
    (listing.sweeps.isEmpty ? [] : ["@sweep"]) + listing.sweeps.reversed().map(\.directory.shortID) + runs
  }

  var weights: [String] { runs.flatMap { [$0, "\($0):best", "\($0):last"] } }
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
