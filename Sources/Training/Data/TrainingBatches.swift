/// What the steps of one phase of an epoch are taken with: for each its own batch, and the extra ones of the strategy.
package final class TrainingBatches {
  /// The steps of the phase.
  package let count: Int
  /// The step's own batches first.
  private let loaders: [BatchLoader]

  /// Begins with step `start` of the phase, when a run is resumed within it.
  package init(_ experiment: Experiment, epoch: Int, phase: Int = 0, start: Int = 0) {
    let series = (0...experiment.strategy.extraBatches).map { BatchSeries(epoch: epoch, phase: phase, extra: $0) }
    count = experiment.stepsPerPhase
    loaders = series.map { experiment.loader(for: $0, start: start) }
  }

  /// The batches of the next step, its own first; `nil` at the end of the phase.
  package func next() throws -> [Batch]? {
    let batches = try loaders.compactMap { try $0.next() }
    return batches.isEmpty ? nil : batches
  }

  /// Seconds that the training thread spent waiting for batches.
  var waited: Double { loaders.reduce(0) { $0 + $1.waited } }
}
