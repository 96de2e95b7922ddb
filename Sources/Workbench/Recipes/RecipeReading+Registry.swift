import Comparison
import WorkbenchCore

extension RecipeReading {
  /// As the registered components have it.
  init(_ registry: Registry) {
    self.init(catalog: registry.catalog) { recipe in
      CombinedScale(of: recipe.strategies.compactMap { registry.strategies[$0.name] }, recipe.combination).value
    }
  }
}
