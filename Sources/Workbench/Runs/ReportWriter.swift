import Comparison
import Reports
import RunFiles
import Training
import WorkbenchCore

/// Keeps a run's `report.html` up to date while another observer watches the run, too.
final class ReportWriter: RunObserver {
  private let watcher: any RunObserver
  private let registry: Registry
  private var directory: RunDirectory?
  private var hasFailed = false

  init(beside watcher: any RunObserver, registry: Registry) { (self.watcher, self.registry) = (watcher, registry) }

  func runOpened(_ opening: RunOpening) {
    directory = opening.directory
    watcher.runOpened(opening)
    write()
  }

  func stepEnded(_ step: StepReport) { watcher.stepEnded(step) }

  func epochEnded(_ epoch: EpochReport) {
    watcher.epochEnded(epoch)
    write()
  }

  func noted(_ text: String) { watcher.noted(text) }

  /// Writes the page as the run stands now.
  ///
  /// A page that cannot be written is no reason to stop training: it is noted once.
  func write() {
    guard let directory, !hasFailed else { return }
    do {
      try RunPage(ComparedRun(directory, by: RecipeReading(registry))).write()
    } catch {
      hasFailed = true
      watcher.noted("report.html is not written any more: \(error)")
    }
  }
}
