import ArgumentParser
import Comparison
import Errors
import Foundation
import Recipes
import RunFiles
import WorkbenchCore

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how two runs or recipes differ: values, code, environment, data, and results.",
    discussion: """
      Both are resolved first, so it does not matter where a value was set.

        workbench diff k7f2 m9xe
        workbench diff dfs-msdnet sum-msdnet
      """)

  @Argument(
    help: "A run (a path, a prefix of its id, a label, @last), or a recipe (a path, or a name in Recipes/).",
    completion: .runsAndRecipes)
  var first: String
  @Argument(help: "The run or recipe to compare it with.", completion: .runsAndRecipes)
  var second: String
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let registry = try Registry.linked()
    let difference = Difference(try side(first, registry), try side(second, registry))
    try StandardOutput.print(json ? difference.json() : DifferenceTable(difference).text, terminator: "")
  }

  private func side(_ name: String, _ registry: Registry) throws -> DifferenceSide {
    let notFound: RunNotFound
    do throws(RunNotFound) {
      return DifferenceSide(try RunDirectory.find(name, in: runs.path), catalog: registry.catalog)
    } catch {
      notFound = error
    }
    guard let path = try? Recipe.find(name, in: Checkout.recipes) else {
      guard notFound.matches.isEmpty, notFound.sweep == nil else { throw notFound }
      throw NeitherRunNorRecipe(name: name, parent: runs.path)
    }
    return DifferenceSide(try Recipe.load(path: path, catalog: registry.catalog))
  }
}

/// A name that stands for nothing that can be compared.
struct NeitherRunNorRecipe: StatusedError, CustomStringConvertible, Equatable {
  let name: String
  let parent: String

  var description: String {
    "there is neither a run '\(name)' in \(parent) nor a recipe of that name\n"
      + "  'workbench list' shows the runs, 'workbench list recipes' the recipes"
  }

  var exitStatus: ExitStatus { .missingInput }
}
