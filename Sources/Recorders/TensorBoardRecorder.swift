import Recipes
import RunFiles
import Training

/// Tells TensorBoard of a run: its recipe, every number, the sheets of feature maps, and how it ended.
package final class TensorBoardRecorder: RunRecorder {
  package let product = "TensorBoard's log"
  private let features: FeatureRecorder
  private var run: (directory: RunDirectory, recipe: Recipe, exits: Int)?
  private var log: TensorBoardLog?

  /// `features` is told of each event before this recorder.
  package init(showing features: FeatureRecorder) { self.features = features }

  package func runOpened(_ opening: RunOpening, of experiment: Experiment) throws {
    guard opening.recipe.record.tensorBoard else { return }
    run = (opening.directory, opening.recipe, experiment.network.heads.count)
    try openLog(step: opening.step)
  }

  private func openLog(step: Int) throws {
    guard let (directory, recipe, exits) = run else { return }
    let log = try TensorBoardLog(directory, step: step)
    if step == 0 { try log.begin(recipe, exits: exits) }
    self.log = log
  }

  /// What follows an event that was not written whole would not be read: the next epoch begins a file of its own.
  private func write(_ body: (TensorBoardLog) throws -> Void) throws {
    guard let log else { return }
    do {
      try body(log)
    } catch {
      self.log = nil
      throw error
    }
  }

  package func measured(_ metrics: [Metric]) throws { try write { try $0.append(metrics) } }

  package func epochEnded(_ epoch: EpochReport) throws {
    guard let (drawings, step) = features.latest else { return }
    for sheet in drawings where sheet.entry.exit == nil {
      try write { try $0.append(picture: sheet.file.png, tag: "features/test-image-\(sheet.entry.image)", step: step) }
    }
  }

  package func epochClosed(_ epoch: EpochReport) throws {
    if log == nil { try openLog(step: epoch.step) }
  }

  package func sessionEnded(_ ending: SessionEnding) throws {
    guard case .finished(let evaluation, let step, let epoch) = ending else { return }
    if log == nil { try openLog(step: step) }
    try write { try $0.end(evaluation.test, step: step, epoch: epoch) }
  }
}
