import Recipes
import WorkbenchCore

/// Where the time of a training step goes, in means over some steps: the measure of Deep Feature Surgery's figures.
///
/// The published code counts the losses to `other`, and so do its figures; here they belong to `forward`.
package struct TrainingEfficiency: Sendable {
  /// What was measured.
  package struct Case: Sendable, Equatable {
    package let recipe: String
    /// Several are joined by `+`.
    package let strategy: String
    package let batchSize: Int
    /// The share of channels that deeper exits train; nil where features are not partitioned.
    package let beta: Double?
  }

  package let subject: Case
  package let steps: Int
  package let threads: Int
  /// Seconds a step.
  package let forward: Double
  package let backward: Double
  /// Waiting for the batch.
  package let data: Double
  /// The optimizer's step and what is left.
  package let other: Double

  /// Seconds a step, everything included.
  package var total: Double { forward + backward + data + other }
  package var imagesPerSecond: Double { Double(subject.batchSize) / total }

  /// Takes a step that is not counted, then `steps` that are.
  package init(of recipe: Recipe, steps: Int, registry: Registry) throws {
    let timing = try StepTiming(recipe, registry: registry)
    _ = try timing.run(1)
    let series = try timing.run(steps)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    subject = Case(
      recipe: recipe.name, strategy: recipe.strategies.map(\.name).joined(separator: "+"),
      batchSize: recipe.train.batchSize, beta: timing.experiment.strategy.sharedShare)
    (self.steps, threads) = (steps, LibTorch.threads)
    (forward, backward, data) = (mean(series.forward), mean(series.backward), mean(series.data))
    other = mean(series.wall) - mean(series.forward) - mean(series.backward) - mean(series.data)
  }
}
