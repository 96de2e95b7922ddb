import Foundation
import WorkbenchCore

/// What `eval/` holds of a run: accuracies of every exit, costs, and the budgeted curve.
package struct RunEvaluation: Sendable, Codable {
  package var schema = "workbench.evaluation/1"
  /// The checkpoint that was evaluated.
  package let checkpoint: String
  package let epoch: Int
  package let test: ExitAccuracy
  package let calibration: ExitAccuracy?
  package let costs: ExitCosts
  package let policy: String
  /// Which split the thresholds were fitted on; absent without a curve.
  package let thresholdsFrom: String?
  /// Empty when the data set has no calibration split.
  package let curve: [BudgetedBatch.Point]

  /// - Returns: `nil` when a signal came in between.
  init?(
    of experiment: Experiment, checkpoint: String, epoch: Int, isInterrupted: () -> Bool
  ) throws {
    let evaluator = Evaluator(experiment)
    guard let test = try evaluator.logits(on: .test, isInterrupted: isInterrupted),
      let calibration = try evaluator.logits(on: .calibration, isInterrupted: isInterrupted)
    else { return nil }
    (self.checkpoint, self.epoch) = (checkpoint, epoch)
    self.test = try ExitAccuracy(of: test)
    costs = try ExitCosts(
      of: experiment.network, input: experiment.dataset.shape, strategy: experiment.strategy)
    policy = experiment.recipe.policy.name
    if calibration.samples > 0, test.samples > 0 {
      self.calibration = try ExitAccuracy(of: calibration)
      thresholdsFrom = Split.calibration.rawValue
      curve = BudgetedBatch.curve(
        calibration: try BudgetedBatch.Samples(calibration, policy: experiment.policy),
        test: try BudgetedBatch.Samples(test, policy: experiment.policy),
        costs: costs.multiplyAccumulates.map(Double.init))
    } else {
      (self.calibration, thresholdsFrom, curve) = (nil, nil, [])
    }
  }

  /// Writes `eval/evaluation.json`, `eval/exits.csv` and `eval/budgeted.csv`.
  func write(to directory: RunDirectory) throws {
    try JSONFile.write(self, to: directory.evaluations + "/evaluation.json")
    let exits = test.top1.indices.map { exit in
      "\(exit + 1),\(test.top1[exit]),\(test.top5[exit]),\(test.loss[exit]),\(costs.multiplyAccumulates[exit]),"
        + "\(costs.parameters[exit])"
    }
    try Self.writeTable(
      ["exit,top1,top5,loss,macs,parameters"] + exits, to: directory.evaluations + "/exits.csv")
    guard !curve.isEmpty else { return }
    let header =
      ["budget", "mean-macs", "top1"] + test.top1.indices.map { "leave-at-exit\($0 + 1)" }
      + test.top1.indices.map { "threshold\($0 + 1)" }
    let points = curve.map { point in
      ([String(point.budget), String(point.cost), String(point.accuracy)] + point.counts.map(String.init)
        + point.thresholds.map { $0 == -BudgetedBatch.never ? "0" : $0 == BudgetedBatch.never ? "inf" : String($0) })
        .joined(separator: ",")
    }
    try Self.writeTable([header.joined(separator: ",")] + points, to: directory.evaluations + "/budgeted.csv")
  }

  private static func writeTable(_ lines: [String], to path: String) throws {
    try DurableFile.write(Data((lines.joined(separator: "\n") + "\n").utf8), to: path)
  }
}

extension RunEvaluation {
  /// What a run's last evaluation wrote.
  ///
  /// - Throws: ``FileError`` when there is none.
  package init(in directory: RunDirectory) throws {
    self = try JSONFile.read(RunEvaluation.self, from: directory.evaluations + "/evaluation.json")
  }
}

extension RunWeights {
  /// Evaluates the checkpoint again and writes the run's `eval/` anew.
  package func evaluate(registry: Registry) throws -> RunEvaluation {
    let experiment = try loadedExperiment(registry: registry)
    guard
      let evaluation = try RunEvaluation(
        of: experiment, checkpoint: checkpoint.name, epoch: epoch, isInterrupted: { false })
    else { preconditionFailure("an evaluation that nothing interrupts ends") }
    try evaluation.write(to: directory)
    return evaluation
  }

  /// Draws feature maps of images of the test split into the run's `images/features/`.
  ///
  /// Throws ``ImagesError`` for numbers that the split does not have.
  ///
  /// - Returns: the paths of the pictures.
  package func drawFeatures(images: [Int], registry: Registry) throws -> [String] {
    let experiment = try loadedExperiment(registry: registry)
    let count = experiment.dataset.count(of: .test)
    guard !images.isEmpty, images.allSatisfy({ $0 < count }) else { throw ImagesError(count: count) }
    return try FeatureRecorder(experiment, run: directory.id).draw(
      images: images, epoch: epoch, into: directory.features)
  }

  /// The run's experiment with the checkpoint's weights.
  private func loadedExperiment(registry: Registry) throws -> Experiment {
    let recipe = try Recipe.load(path: directory.resolvedRecipe, catalog: registry.catalog)
    let experiment = try Experiment(recipe, registry: registry)
    try load(into: experiment.network)
    return experiment
  }
}

/// Numbers of images that a split does not have.
package struct ImagesError: Error, CustomStringConvertible, Equatable {
  let count: Int

  package var description: String {
    "choose images by their numbers: there are \(count) test images, 0 to \(count - 1), such as --images 0,3"
  }
}
