import Recipes
import RunFiles
import Training
import WorkbenchCore

/// Takes training steps on a recipe's own data and says where their time goes.
package final class StepTiming {
  /// The seconds of a series of steps, one entry for each step.
  package struct Series: Sendable {
    package var wall: [Double] = []
    package var processor: [Double] = []
    package var data: [Double] = []
    package var forward: [Double] = []
    package var backward: [Double] = []
    package var optimizer: [Double] = []
  }

  package let experiment: Experiment
  package let costs: ExitCosts
  private let step: TrainingStep
  private var batches: TrainingBatches?
  private var taken = 0
  private var epoch = 0
  private var stepInEpoch = 0

  package init(_ recipe: Recipe, registry: Registry) throws {
    experiment = try Experiment(recipe, registry: registry)
    costs = try ExitCosts(of: experiment.network, input: experiment.dataset.shape, strategy: experiment.strategy)
    step = TrainingStep(experiment)
  }

  package func run(_ count: Int) throws -> Series {
    let clock = ContinuousClock()
    var series = Series()
    for _ in 0..<count {
      let begun = clock.now
      let processor = ProcessorTime.seconds
      let batches = try nextBatches()
      let waited = (clock.now - begun).seconds
      let progress = TrainingProgress(
        epoch: epoch, epochs: experiment.recipe.train.epochs, stepInEpoch: stepInEpoch,
        stepsPerEpoch: experiment.stepsPerPhase)
      let result = try step(batches, at: TrainingStep.Position(step: taken, progress: progress))
      taken += 1
      stepInEpoch += 1
      series.wall.append((clock.now - begun).seconds)
      series.processor.append(ProcessorTime.seconds - processor)
      series.data.append(waited)
      series.forward.append(result.seconds.forward)
      series.backward.append(result.seconds.backward)
      series.optimizer.append(result.seconds.optimizer)
    }
    return series
  }

  /// Those of the first phase of one epoch after the other.
  private func nextBatches() throws -> [Batch] {
    // Full batches only: the last one of an epoch may be smaller, and steps are compared.
    if let next = try batches?.next(), next[0].classes.count == experiment.recipe.train.batchSize { return next }
    if batches != nil {
      epoch += 1
      stepInEpoch = 0
    }
    let those = TrainingBatches(experiment, epoch: epoch)
    batches = those
    guard let next = try those.next() else { throw ModelError("the training split is empty") }
    return next
  }
}
