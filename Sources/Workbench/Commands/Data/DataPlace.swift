import ArgumentParser
import Downloads
import Foundation
import Recipes
import WorkbenchCore

/// Where data sets are looked for.
struct DataPlace: ParsableArguments {
  @Option(
    name: .customLong("in"),
    help: ArgumentHelp(
      "The folder that a recipe names as root, instead of the folders of all data: that of $WORKBENCH_DATA, the project's data, "
        + "and the user's own.", valueName: "root"))
  var root: String?

  @Option(help: "Look where this recipe looks.", completion: .recipes)
  var recipe: String?

  func validate() throws {
    if root != nil, recipe != nil { throw ValidationError("give --in or --recipe, not both") }
  }

  /// The data sets that are asked for, or all of them, as they lie on the disk.
  ///
  /// - Throws: ``UsageError`` for a name that no data set has.
  func local(_ names: [String], registry: Registry, readingAll: Bool) throws -> [LocalData] {
    let catalog = PublishedCatalog(registry)
    var chosen = try names.isEmpty ? catalog.all : names.map(catalog.find)
    guard let recipe else {
      return chosen.map { data in
        root.map { LocalData(data, in: $0, readingAll: readingAll) }
          ?? LocalData(data, inOneOf: DataFolders.ofThisProcess.all, readingAll: readingAll)
      }
    }
    let path = try Recipe.find(recipe, in: Checkout.recipes)
    let choice = try Recipe.load(path: path, overrides: [], catalog: registry.catalog).data
    guard let root = choice.settings.path(of: "root") else {
      throw UsageError("the data set '\(choice.name)' of \(path) is generated, and reads no files")
    }
    if names.isEmpty { chosen = (registry.datasets[choice.name]?.publishedData ?? []).expected(at: root) }
    return chosen.map { LocalData($0, in: root, readingAll: readingAll) }
  }
}

extension DataFolders {
  /// Those of the process: its variables, and the project whose recipes it finds by name.
  static var ofThisProcess: DataFolders {
    DataFolders(
      environment: ProcessInfo.processInfo.environment,
      project: Checkout.recipes.parentFolder.nonEmptyFolder)
  }
}

extension String {
  /// The current folder, for a path without one.
  fileprivate var nonEmptyFolder: String { isEmpty ? "." : self }
}
