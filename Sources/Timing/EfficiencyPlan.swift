import Recipes
import WorkbenchCore

/// Which recipes are timed with which batch sizes and shares of channels: one recipe for each.
package struct EfficiencyPlan {
  /// In the order in which they are timed: batch size by batch size, as the first recipe is what the others are compared with.
  package let recipes: [Recipe]

  /// `sources` are paths of recipes; `batchSizes` and `betas` replace the recipes' own where they are given.
  ///
  /// A recipe that does not partition features is timed once for every batch size.
  /// - Throws: ``RecipeError`` for a value that a recipe cannot have.
  package init(
    _ sources: [String], overrides: [String], batchSizes: [Int], betas: [Double], registry: Registry
  ) throws {
    var recipes: [Recipe] = []
    for batchSize in batchSizes.isEmpty ? [nil] : batchSizes.map(Optional.some) {
      for source in sources {
        func load(_ more: [String]) throws -> Recipe {
          let size = batchSize.map { ["train.batch-size=\($0)"] } ?? []
          return try Recipe.load(path: source, overrides: overrides + size + more, catalog: registry.catalog)
        }
        let plain = try load([])
        let shares = try betas.map { try plain.arguments(forShare: $0, registry: registry) }.filter { !$0.isEmpty }
        recipes += shares.isEmpty ? [plain] : try shares.map(load)
      }
    }
    self.recipes = recipes
  }
}

extension Recipe {
  /// Arguments that give deeper exits another share of channels, and with it the layers whose weights are split by it.
  ///
  /// Empty where no strategy of the recipe partitions features.
  fileprivate func arguments(forShare share: Double, registry: Registry) throws -> [String] {
    let partitioning = try strategies.first {
      try registry.strategies.component($0).init($0.settings).sharedShare != nil
    }
    guard let partitioning else { return [] }
    let strategy = strategies.count == 1 ? "strategy" : "strategy.\(partitioning.name)"
    let paths = ["backbone.split"] + heads.choices.map { "\($0.path).split" }
    let splits = entries.filter { paths.contains($0.path) && $0.value != "none" }
    return (["\(strategy).beta"] + splits.map(\.path)).map { "\($0)=\(share.recipeText)" }
  }
}
