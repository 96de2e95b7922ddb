import Files
import Foundation
import Recipes
import RunFiles
import WorkbenchCore

extension RunEvaluation {
  package init(_ outputs: EvaluationOutputs, of recipe: Recipe, checkpoint: String, epoch: Int) throws {
    let test = outputs.test
    let costs = outputs.costs.multiplyAccumulates.map(Double.init)
    let bootstrap = BootstrapFigures(Bootstrap(samples: test.samples, seed: recipe.seed))

    let accuracy = try ExitAccuracy.Columns(of: test)
    let overthinking = try Overthinking.Columns(of: test, costs: costs)
    let summary = ExitAccuracy(accuracy)
    let intervals = EvaluationIntervals.Pending(accuracy, overthinking, costs: costs, bootstrap)
    let confidence = try (0..<test.exits).map { exit in
      try ExitCalibration.Measured(of: test, at: exit, temperature: outputs.temperatures?[exit], bootstrap)
    }
    let early = try outputs.policy.map { try EarlyExits.Pending(recipe, $0, test: test, bootstrap) }
    bootstrap.draw()
    self.init(
      checkpoint: checkpoint, epoch: epoch, test: summary, intervals: intervals.intervals(bootstrap),
      confidence: confidence.map { $0.calibration(bootstrap) },
      anytime: AnytimeAreas(accuracies: summary.top1, costs: costs), overthinking: Overthinking(overthinking),
      costs: outputs.costs, early: early.map { $0.earlyExits(bootstrap) }, outcomes: try SampleOutcomes(test))
  }

  /// Writes `evaluation.json` and its tables `exits.csv`, `reliability.csv`, `budgeted.csv`, `samples.csv` and `classes.csv` into a
  /// folder, and images of the test split that show how exits differ.
  package func write(to folder: String, with dataset: any Dataset) throws {
    try JSONFile.write(self, to: folder + "/evaluation.json")
    for table in EvaluationFiles(self).tables {
      try DurableFile.write(Data(table.text.utf8), to: "\(folder)/\(table.name)")
    }
    guard let outcomes, outcomes.samples > 0 else { return }
    try DurableFile.write(Data(outcomes.csv.utf8), to: "\(folder)/\(SampleOutcomes.fileName)")
    try DurableFile.write(Data(outcomes.csv(ofClasses: dataset.classNames).utf8), to: "\(folder)/classes.csv")
    try Gallery(outcomes, classNames: dataset.classNames).write(to: folder, from: dataset)
  }
}
