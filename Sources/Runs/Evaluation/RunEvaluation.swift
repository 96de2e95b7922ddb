import Foundation
import WorkbenchCore

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

  private enum CodingKeys: String, CodingKey {
    case schema, checkpoint, epoch, test, intervals, confidence, anytime, overthinking, costs, early
  }

  init(_ outputs: EvaluationOutputs, of recipe: Recipe, checkpoint: String, epoch: Int) throws {
    let (test, fitting) = (outputs.test, outputs.fitting)
    (self.checkpoint, self.epoch, costs) = (checkpoint, epoch, outputs.costs)
    let costs = self.costs.multiplyAccumulates.map(Double.init)
    let bootstrap = Bootstrap(samples: test.samples, seed: recipe.seed)

    let accuracy = try ExitAccuracy.Columns(of: test)
    let probabilities = try (0..<test.exits).map { try test.tensor(of: $0).softmax(dim: 1) }
    let overthinking = Overthinking.Columns(
      isRight: (0..<test.exits).map { exit in zip(test.predictions(of: exit), test.labels).map { $0 == $1 } },
      confusion: try Overthinking.confusion(of: probabilities), costs: costs)
    self.test = ExitAccuracy(accuracy)
    outcomes = try SampleOutcomes(test)
    anytime = AnytimeAreas(accuracies: self.test.top1, costs: costs)
    self.overthinking = Overthinking(overthinking)
    intervals = EvaluationIntervals(accuracy, overthinking, costs: costs, bootstrap)
    confidence = try (0..<test.exits).map { exit in
      let fitted = try fitting.map { (logits: try $0.tensor(of: exit), labels: $0.labels) }
      return try ExitCalibration(of: test.tensor(of: exit), labels: test.labels, fittedTo: fitted, bootstrap)
    }
    early = try outputs.policy.map { try EarlyExits(recipe, $0, test: test, bootstrap) }
  }

  /// Writes `evaluation.json` and its tables `exits.csv`, `reliability.csv`, `budgeted.csv`, `samples.csv` and `classes.csv` into a
  /// folder, and images of the test split that show how exits differ.
  func write(to folder: String, with dataset: any Dataset) throws {
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

extension RunWeights {
  /// Evaluates the checkpoint again and writes the run's `eval/` anew.
  ///
  /// With `overrides`, values that take the place of the recipe's, the evaluation goes into `eval/POLICY/` instead and the run's
  /// own stays as it is; another checkpoint than the best one has a folder of its own in there.
  ///
  /// With `speed`, it is measured what leaving early really saves, and written beside; otherwise an earlier measurement of the
  /// same checkpoint is returned where there is one.
  ///
  /// Throws ``RunBusy`` while another process works on the run.
  package func evaluate(
    registry: Registry, overrides: [String] = [], speed: SpeedSettings? = nil
  ) throws -> (evaluation: RunEvaluation, speed: MeasuredSpeed?) {
    let lock = try WorkLock(directory)
    defer { withExtendedLifetime(lock) {} }
    let experiment = try loadedExperiment(registry: registry, overrides: overrides)
    guard let outputs = try EvaluationOutputs(of: experiment) else {
      preconditionFailure("an evaluation that nothing interrupts ends")
    }
    let evaluation = try RunEvaluation(
      outputs, of: experiment.recipe, checkpoint: checkpoint.name, epoch: epoch)
    let folder = evaluationFolder(overrides.isEmpty ? nil : experiment.recipe.policy.name)
    try DurableFile.makeFolders(folder)
    try evaluation.write(to: folder, with: experiment.dataset)
    try outputs.policy.map { try StoredPolicy($0, of: experiment.recipe, checkpoint).write(to: folder) }
    guard let speed else {
      let stored = try? MeasuredSpeed(in: folder)
      return (evaluation, stored?.checkpoint == checkpoint.name ? stored : nil)
    }
    let measured = try MeasuredSpeed(of: experiment, evaluation, outputs.policy, speed, in: directory)
    try measured?.write(to: folder)
    return (evaluation, measured)
  }

  /// Where an evaluation of these weights goes; `policy` is the name of one that takes the place of the recipe's.
  func evaluationFolder(_ policy: String?) -> String {
    let best = try? RunWeights(of: directory, "best").checkpoint.name
    let isOther = best != nil && best != checkpoint.name
    return directory.evaluations + (isOther ? "/\(checkpoint.name)" : "") + (policy.map { "/\($0)" } ?? "")
  }

  /// The run's experiment with the checkpoint's weights.
  package func loadedExperiment(registry: Registry, overrides: [String] = []) throws -> Experiment {
    let recipe = try Recipe.load(path: directory.resolvedRecipe, overrides: overrides, catalog: registry.catalog)
    let experiment = try Experiment(recipe, registry: registry)
    try load(into: experiment.network)
    return experiment
  }
}

/// Numbers of images that a split does not have.
package struct ImagesError: Error, CustomStringConvertible, Equatable {
  private let count: Int

  package init(count: Int) { self.count = count }

  package var description: String {
    "choose images by their numbers: there are \(count) test images, 0 to \(count - 1), such as --images 0,3"
  }
}
