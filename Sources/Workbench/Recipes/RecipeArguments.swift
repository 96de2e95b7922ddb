import ArgumentParser
import Recipes
import RunFiles
import WorkbenchCore

/// A recipe and the values that the command line gives it.
struct RecipeArguments: ParsableArguments {
  @Argument(
    help: "A recipe: a path, or a name in Recipes/ (letter case and .yaml do not matter).", completion: .recipes)
  var recipe: String

  @Argument(
    help: "Values that override the recipe's: strategy.beta=0.7 train.epochs=3 strategy=sum", completion: .recipeKeys)
  var overrides: [String] = []

  func load(with registry: Registry) throws -> Recipe {
    let path = try Recipe.find(recipe, in: Checkout.recipes)
    return try Recipe.load(path: path, overrides: overrides, catalog: registry.catalog)
  }
}

/// The arguments of a command that takes a run or a sweep.
struct PlanArguments: ParsableArguments {
  @OptionGroup var recipe: RecipeArguments

  @Option(help: ArgumentHelp("One run for each of these seeds: 1..5 or 1,3,7.", valueName: "seeds"))
  var seeds: String?

  func plan(with registry: Registry) throws -> RecipePlan {
    let path = try Recipe.find(recipe.recipe, in: Checkout.recipes)
    for argument in recipe.overrides { DecimalComma(argument).map { Terminal.printLine("note: \($0.text)") } }
    return try RecipePlan(path: path, overrides: recipe.overrides, seeds: seeds, catalog: registry.catalog)
  }
}

/// Two values, such as `optimizer.learning-rate=0,5`, that were perhaps meant as one decimal.
struct DecimalComma {
  /// What is made of the argument, and how to write the decimal.
  let text: String

  init?(_ argument: String) {
    guard let match = argument.wholeMatch(of: /([^=]+)=(-?0),([0-9]+)/) else { return nil }
    text =
      "\(argument.printable) is a sweep of \(match.2) and \(match.3); one value is written "
      + "\(match.1)=\(match.2).\(match.3)".printable
  }
}

/// The folder that runs are in.
struct RunsFolder: ParsableArguments {
  @Option(name: .customLong("into"), help: "The folder that holds all runs.", completion: .directory)
  var path = RunDirectory.standardParent
}

extension Registry {
  /// The components of the linked plugins.
  static func linked() throws -> Registry { try Registry(LinkedComponents.plugins.withLock { $0 }) }
}
