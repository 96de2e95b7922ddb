import ArgumentParser
import Foundation
import Recipes
import Reports
import Settings
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
      return try StandardOutput.print(
        Explanation(arguments.plan(with: registry), registry: registry).json(), terminator: "")
    }
    switch try arguments.plan(with: registry) {
    case .run(let recipe): try explain(recipe, registry: registry)
    case .sweep(let sweep):
      guard !yaml else {
        throw UsageError("--yaml prints one recipe, and this is a sweep of \(sweep.members.count)")
      }
      try list(sweep)
      try StandardOutput.print("\nvalues of run 1\n")
      try explain(sweep.members[0].recipe, registry: registry)
    }
  }

  private func list(_ sweep: SweepPlan) throws {
    let size = "\(FigureText.count(sweep.variantCount, "variant")), \(FigureText.count(sweep.seeds.count, "seed"))"
    try StandardOutput.print("sweep of \(sweep.members.count) runs (\(size)), which begin in this order\n")
    let rows = sweep.members.map { ["\($0.number)", $0.variant, "seed \($0.recipe.seed)"] }
    let table = TextTable([.right(4), .left(gap: 2), .left(gap: 2)], fitting: rows)
    for row in rows { try StandardOutput.print(table.line(row)) }
  }

  private func explain(_ recipe: Recipe, registry: Registry) throws {
    if yaml { return try StandardOutput.print(recipe.resolvedYAML, terminator: "") }
    let values = recipe.entries.map(\.value.terminalWidth).max() ?? 0
    let table = TextTable(
      [.left(), .left(min(values, 24), gap: 2), .left(gap: 2)], fitting: recipe.entries.map { [$0.path] })
    for entry in recipe.entries {
      try StandardOutput.print(
        table.line([entry.path, entry.value, "\(entry.origin)"]) { $0 == 2 ? Terminal.output.dim($1) : $1 })
    }
    if let published = PublishedComparison(recipe) { try StandardOutput.print("\n" + published.text) }
    if let quirks = QuirksText(recipe, registry: registry) { try StandardOutput.print("\n" + quirks.text) }
    try StandardOutput.print()
    try StandardOutput.print(RecipeFactsText(try RecipeFacts(recipe, registry: registry)).text)
  }
}
