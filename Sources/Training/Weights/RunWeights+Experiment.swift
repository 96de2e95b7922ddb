import Recipes
import WorkbenchCore

extension RunWeights {
  /// The run's experiment with the checkpoint's weights.
  package func loadedExperiment(registry: Registry, overrides: [String] = []) throws -> Experiment {
    let recipe = try Recipe.load(path: directory.resolvedRecipe, overrides: overrides, catalog: registry.catalog)
    let experiment = try Experiment(recipe, registry: registry)
    try directory.checkData(of: experiment)
    try load(into: experiment.network)
    return experiment
  }
}
