import Recipes
import Settings

/// What a comparison has to know of the registered components: how recipes are read, and how long an update is.
package struct RecipeReading: Sendable {
  /// What recipes can name.
  package let catalog: Catalog
  /// What the length of the update of a recipe's strategies is like, where it is known.
  package let updateScale: @Sendable (Recipe) -> UpdateScale?

  package init(catalog: Catalog, updateScale: @escaping @Sendable (Recipe) -> UpdateScale?) {
    (self.catalog, self.updateScale) = (catalog, updateScale)
  }
}
