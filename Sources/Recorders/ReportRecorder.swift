import Comparison
import Recipes
import Reports
import RunFiles
import Training

/// Keeps a run's `report.html` up to date: when training begins, after every epoch, and when the session is over.
///
/// The run's metrics are read once, where a run is resumed; from then on it is told of what is measured.
package final class ReportRecorder: RunRecorder {
  package let product = "report.html"
  private let reading: RecipeReading
  private var directory: RunDirectory?
  private var history = RunHistory()

  package init(reading: RecipeReading) { self.reading = reading }

  package func runOpened(_ opening: RunOpening, of experiment: Experiment) throws {
    directory = opening.directory
    history = RunHistory(of: opening.directory)
    try write()
  }

  package func measured(_ metrics: [Metric]) { for metric in metrics { history.add(metric) } }

  package func epochClosed(_ epoch: EpochReport) throws { try write() }

  package func sessionEnded(_ ending: SessionEnding) throws { try write() }

  private func write() throws {
    guard let directory else { return }
    try RunPage(ComparedRun(directory, history: history, by: reading)).write()
  }
}

/// What every run of the program is recorded by.
///
/// ```swift
/// var session = try RunSession(
///   starting: recipe, registry: registry, in: "runs", command: CommandLine.arguments, checkout: nil, observer: terminal,
///   recorders: standardRecorders(RecipeReading(registry)), interrupts: interrupts)
/// ```
package func standardRecorders(_ reading: RecipeReading) -> [any RunRecorder] {
  let features = FeatureRecorder()
  return [features, ConflictRecorder(), TensorBoardRecorder(showing: features), ReportRecorder(reading: reading)]
}
