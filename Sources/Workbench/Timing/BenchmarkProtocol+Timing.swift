import Timing
import WorkbenchCore

extension BenchmarkProtocol {
  /// Takes training steps when a benchmark asks for them, and times how weights are chosen.
  static func serve(_ timing: StepTiming, _ registry: Registry) throws {
    try answer(
      info: info(timing), solvers: { try SolverTiming.medians(exits: $0, in: registry) },
      go: { try times(timing.run($0)) })
  }

  /// Runs inference on batches of images when a benchmark asks for it.
  static func serve(_ timing: InferenceTiming) throws { try answer(info: info(timing)) { try times(timing.run($0)) } }

  /// Reads images when a benchmark asks for it.
  static func serve(_ timing: ReadingTiming) throws {
    try answer(info: Info(batch: timing.images, parameters: 0, skippedShare: 0)) { try times(timing.run($0)) }
  }

  private static func info(_ timing: StepTiming) -> Info {
    Info(
      batch: timing.experiment.recipe.train.batchSize, parameters: timing.costs.totalParameters,
      skippedShare: timing.costs.skippedShare)
  }

  private static func info(_ timing: InferenceTiming) -> Info {
    let parameters = timing.experiment.network.scope.parameters.reduce(0) { $0 + $1.value.count }
    return Info(batch: timing.images, parameters: parameters, skippedShare: 0)
  }

  private static func times(_ series: StepTiming.Series) -> Times {
    Times(
      wall: series.wall, processor: series.processor, data: series.data, forward: series.forward,
      backward: series.backward, optimizer: series.optimizer)
  }

  private static func times(_ passes: (wall: [Double], processor: [Double])) -> Times {
    let nothing = passes.wall.map { _ in 0.0 }
    return Times(
      wall: passes.wall, processor: passes.processor, data: nothing, forward: passes.wall, backward: nothing,
      optimizer: nothing)
  }
}
