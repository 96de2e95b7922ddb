import Recipes
import RunFiles

/// Watches a run and makes something of it that training does not need: pictures, a page, a log for another program.
///
/// A run goes on whatever a recorder does. One that throws is noted once, in `run.log` and to the ``RunObserver``, and is told
/// of everything that follows all the same, so that a disk that was full for a while costs what was to be written meanwhile and
/// no more. Weights and metrics are the same bytes with any recorders, or none.
///
/// ```swift
/// /// Counts the steps that were slow.
/// final class SlowSteps: RunRecorder {
///   let product = "slow-steps.txt"
///   func epochEnded(_ epoch: EpochReport) throws { … }
/// }
/// ```
package protocol RunRecorder: AnyObject {
  /// What it makes, as a note calls it: `report.html`, `feature maps`.
  var product: String { get }

  /// Training begins, or goes on after ``RunOpening/epoch`` epochs.
  func runOpened(_ opening: RunOpening, of experiment: Experiment) throws

  /// Numbers were measured, and are in `metrics.jsonl`: after a step what it measured, and at the end of an epoch all its own.
  func measured(_ metrics: [Metric]) throws

  func stepEnded(_ step: StepReport) throws

  /// An epoch was trained and validated, and no checkpoint closes it yet: what a killed process has not made of it, the resumed
  /// one makes.
  func epochEnded(_ epoch: EpochReport) throws

  /// The epoch is closed: where they are due, its checkpoint, its row of the table and the run's record are on the disk.
  func epochClosed(_ epoch: EpochReport) throws

  /// The session is over, and the run's record says how the run stands.
  func sessionEnded(_ ending: SessionEnding) throws
}

extension RunRecorder {
  package func runOpened(_ opening: RunOpening, of experiment: Experiment) throws {}
  package func measured(_ metrics: [Metric]) throws {}
  package func stepEnded(_ step: StepReport) throws {}
  package func epochEnded(_ epoch: EpochReport) throws {}
  package func epochClosed(_ epoch: EpochReport) throws {}
  package func sessionEnded(_ ending: SessionEnding) throws {}
}

/// How a session ended that worked on a run.
package enum SessionEnding: Sendable {
  /// Trained and evaluated on the test split.
  case finished(RunEvaluation, step: Int, epoch: Int)
  /// Saved, to be resumed.
  case interrupted
  case failed
}

/// The recorders of a run, told of its events one after the other.
package final class RecorderGroup {
  private let recorders: [any RunRecorder]
  private let note: (String) -> Void
  private var failed: Set<ObjectIdentifier> = []

  /// `note` is told, once for each recorder, that it could not do its work.
  package init(_ recorders: [any RunRecorder] = [], note: @escaping (String) -> Void = { _ in }) {
    (self.recorders, self.note) = (recorders, note)
  }

  /// Tells every recorder of an event.
  package func tell(_ event: (any RunRecorder) throws -> Void) {
    for recorder in recorders {
      do {
        try event(recorder)
      } catch {
        guard failed.insert(ObjectIdentifier(recorder)).inserted else { continue }
        note("\(recorder.product) could not be written: \(error); the run goes on")
      }
    }
  }
}
