import Files
import Foundation
import Recipes
import RunFiles
import WorkbenchCore

extension RunEvaluation {
  package init(_ outputs: EvaluationOutputs, of recipe: Recipe, checkpoint: String, epoch: Int) throws {
    let (test, fitting) = (outputs.test, outputs.fitting)
    let costs = outputs.costs.multiplyAccumulates.map(Double.init)
    let bootstrap = Bootstrap(samples: test.samples, seed: recipe.seed)

    let accuracy = try ExitAccuracy.Columns(of: test)
    let probabilities = try (0..<test.exits).map { try test.tensor(of: $0).softmax(dim: 1) }
    let overthinking = Overthinking.Columns(
      isRight: (0..<test.exits).map { exit in zip(test.predictions(of: exit), test.labels).map { $0 == $1 } },
      confusion: try Overthinking.confusion(of: probabilities), costs: costs)
    let summary = ExitAccuracy(accuracy)
    let confidence = try (0..<test.exits).map { exit in
      let fitted = try fitting.map { (logits: try $0.tensor(of: exit), labels: $0.labels) }
      return try ExitCalibration(of: test.tensor(of: exit), labels: test.labels, fittedTo: fitted, bootstrap)
    }
    self.init(
      checkpoint: checkpoint, epoch: epoch, test: summary,
      intervals: EvaluationIntervals(accuracy, overthinking, costs: costs, bootstrap), confidence: confidence,
      anytime: AnytimeAreas(accuracies: summary.top1, costs: costs), overthinking: Overthinking(overthinking),
      costs: outputs.costs, early: try outputs.policy.map { try EarlyExits(recipe, $0, test: test, bootstrap) },
      outcomes: try SampleOutcomes(test))
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
