import Files
import Foundation

/// What `eval/` holds of a run: the measures of every exit and across exits on the test split, costs, and what leaving early
/// comes to.
package struct RunEvaluation: Sendable, Codable {
  package var schema = "workbench.evaluation/1"
  /// The checkpoint that was evaluated.
  package let checkpoint: String
  package let epoch: Int
  package let test: ExitAccuracy
  /// What the finite test split leaves open of ``test``, ``anytime`` and ``overthinking``.
  package let intervals: EvaluationIntervals
  /// How well the confidence of every exit tells its accuracy.
  package let confidence: [ExitCalibration]
  package let anytime: AnytimeAreas
  package let overthinking: Overthinking
  package let costs: ExitCosts
  /// Absent when the split that thresholds are fitted on is empty.
  package let early: EarlyExits?
  /// What ``test`` summarises, image by image; in a file of its own, and absent in an evaluation that was read from its file.
  package var outcomes: SampleOutcomes?

  package init(
    checkpoint: String, epoch: Int, test: ExitAccuracy, intervals: EvaluationIntervals, confidence: [ExitCalibration],
    anytime: AnytimeAreas, overthinking: Overthinking, costs: ExitCosts, early: EarlyExits?,
    outcomes: SampleOutcomes? = nil
  ) {
    (self.checkpoint, self.epoch, self.test, self.intervals) = (checkpoint, epoch, test, intervals)
    (self.confidence, self.anytime, self.overthinking, self.costs) = (confidence, anytime, overthinking, costs)
    (self.early, self.outcomes) = (early, outcomes)
  }

  private enum CodingKeys: String, CodingKey {
    case schema, checkpoint, epoch, test, intervals, confidence, anytime, overthinking, costs, early
  }

}

extension RunEvaluation {
  /// What a run's last evaluation wrote.
  ///
  /// - Throws: ``FileError`` when there is none, or when its parts are not of one network.
  package init(in directory: RunDirectory) throws(FileError) {
    let path = directory.evaluations + "/evaluation.json"
    self = try JSONFile.read(RunEvaluation.self, from: path)
    guard isConsistent else {
      throw FileError(path: path, reason: "is damaged: its figures are not all of the same exits")
    }
  }

  /// Whether there is one figure for each exit wherever there is to be one.
  private var isConsistent: Bool {
    let exits = test.top1.count
    let shares = [
      test.top5, test.loss, overthinking.cumulativeCorrect, overthinking.uniqueCorrect, overthinking.destructive,
    ]
    let ranges = [
      intervals.top1, intervals.top5, intervals.loss, intervals.cumulativeCorrect, intervals.uniqueCorrect,
      intervals.destructive,
    ]
    let counts = [costs.multiplyAccumulates, costs.parameters, costs.activationBytesToExit]
    let points = early.map { $0.curve + $0.targets + ($0.costCurve ?? []) } ?? []
    return exits > 0 && confidence.count == exits
      && (shares.map(\.count) + ranges.map(\.count) + counts.map(\.count)).allSatisfy { $0 == exits }
      && points.allSatisfy { $0.counts.count == exits && $0.thresholds.count == exits }
  }
}
