import ArgumentParser
import Foundation
import Recipes
import Reports
import WorkbenchCore

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show every value of a recipe and its origin, and what follows: exits, shapes, costs.")

  @OptionGroup var arguments: PlanArguments
  @Flag(help: "Print the resolved recipe as YAML instead.")
  var yaml = false
  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if yaml, json { throw ValidationError("choose one of --yaml and --json") }
  }

  func run() throws {
    let registry = try Registry.linked()
    if json {
      return print(try Explanation(arguments.plan(with: registry), registry: registry).json(), terminator: "")
    }
    switch try arguments.plan(with: registry) {
    case .run(let recipe): try explain(recipe, registry: registry)
    case .sweep(let sweep):
      guard !yaml else {
        throw UsageError("--yaml prints one recipe, and this is a sweep of \(sweep.members.count)")
      }
      list(sweep)
      print("\nvalues of run 1\n")
      try explain(sweep.members[0].recipe, registry: registry)
    }
  }

  private func list(_ sweep: SweepPlan) {
    let size = "\(FigureText.count(sweep.variantCount, "variant")), \(FigureText.count(sweep.seeds.count, "seed"))"
    print("sweep of \(sweep.members.count) runs (\(size)), which begin in this order\n")
    let width = sweep.members.map(\.variant.count).max() ?? 0
    for member in sweep.members {
      print("\(member.number)".padded(left: 4) + "  \(member.variant.padded(right: width))  seed \(member.recipe.seed)")
    }
  }

  private func explain(_ recipe: Recipe, registry: Registry) throws {
    if yaml { return print(recipe.resolvedYAML, terminator: "") }
    let width = recipe.entries.map(\.path.count).max() ?? 0
    let values = recipe.entries.map(\.value.count).max() ?? 0
    for entry in recipe.entries {
      print(
        entry.path.padded(right: width) + "  " + entry.value.padded(right: min(values, 24)) + "  "
          + Terminal.output.dim("\(entry.origin)"))
    }
    if let published = PublishedComparison(recipe) { print("\n" + published.text) }
    if let quirks = QuirksText(recipe, registry: registry) { print("\n" + quirks.text) }
    print()
    print(RecipeFactsText(try RecipeFacts(recipe, registry: registry)).text)
  }
}
