import Errors
import Evaluation
import Files
import Foundation
import Recipes
import RunFiles
import Training
import WorkbenchCore

/// Carries a recipe out in a run directory, from the first step to the last table; or takes up a run that stopped.
package struct RunSession {
  /// How a session ended.
  package enum Outcome {
    case finished(RunEvaluation, MeasuredSpeed?)
    /// It was asked to stop; the run was saved and can be resumed.
    case interrupted(Interruption)
  }

  package let directory: RunDirectory
  private let experiment: Experiment
  private let lock: WorkLock
  private var record: RunRecord
  /// Whether training goes on from the latest checkpoint.
  private let takesUpCheckpoint: Bool
  private let observer: any RunObserver
  private let recorders: RecorderGroup
  private let interrupts: Interrupts

  /// Told of by its observer and in its log.
  private static func group(
    _ recorders: [any RunRecorder], of directory: RunDirectory, _ observer: any RunObserver
  ) -> RecorderGroup {
    RecorderGroup(recorders) { text in
      observer.noted(text)
      try? RunLog(directory).write(text)
    }
  }

  // MARK: - Beginning

  /// Builds everything and makes the run's directory; nothing is left behind when that fails.
  ///
  /// - Parameters:
  ///   - recipe: what is carried out.
  ///   - registry: the components that the recipe names.
  ///   - parent: the folder of all runs.
  ///   - command: the command that asked for the run.
  ///   - weights: those of another run's checkpoint that the network starts from.
  ///   - checkout: the folder of the program's sources, whose commit is written down.
  ///   - observer: who is shown how the run goes.
  ///   - recorders: what else is made of the run.
  ///   - interrupts: asked after every step whether to stop.
  /// - Throws: `RecipeError` and what else the parts of the recipe throw; ``CannotCreate``.
  package init(
    starting recipe: Recipe, registry: Registry, in parent: String, command: [String], weights: RunWeights? = nil,
    checkout: String?, observer: any RunObserver, recorders: [any RunRecorder] = [], interrupts: Interrupts
  ) throws {
    let experiment = try Experiment(recipe, registry: registry)
    let report = try experiment.takeFirstWeights(weights)
    try DiskNeed(of: experiment).check(at: parent)
    let run = try NewRun(recipe, in: parent, command: command, weights: weights) { directory in
      try directory.writeProvenance(of: experiment, checkout: checkout)
      try directory.writeFirstCheckpoint(of: experiment, from: weights, report)
    }
    self.experiment = experiment
    (directory, record, lock) = (run.directory, run.record, run.lock)
    (takesUpCheckpoint, self.observer, self.interrupts) = (false, observer, interrupts)
    self.recorders = Self.group(recorders, of: directory, observer)
  }

  /// Takes up a run that was paused, failed or lost, or that waits to begin.
  ///
  /// - Throws: ``RunBusy`` when another process works on it; ``AlreadyFinished``.
  package init(
    resuming directory: RunDirectory, registry: Registry, command: [String], threads: Int? = nil, checkout: String?,
    observer: any RunObserver, recorders: [any RunRecorder] = [], interrupts: Interrupts
  ) throws {
    lock = try WorkLock(directory)
    var record = try JSONFile.read(RunRecord.self, from: directory.record)
    guard record.state != .finished else { throw AlreadyFinished(id: directory.id) }
    let recipe: Recipe
    do {
      recipe = try Recipe.load(path: directory.resolvedRecipe, catalog: registry.catalog)
    } catch let error as RecipeError {
      throw RunOfOtherVersion(cause: error, writer: directory.writer)
    }
    // As many threads as the run began with, whatever the environment says today: only then is the result byte-equal.
    let begun = try? JSONFile.read(Environment.self, from: directory.environment).threads
    experiment = try Experiment(recipe, registry: registry, threads: threads ?? begun)
    let begins = record.state == .waiting
    if !begins { try directory.checkData(of: experiment) }
    if begins {
      // The weights of another run are its first checkpoint already.
      let report = record.parent == nil ? try experiment.takePretrainedWeights() : nil
      try directory.writeProvenance(of: experiment, checkout: checkout)
      try directory.writeFirstCheckpoint(of: experiment, from: nil, report)
    }
    (self.directory, self.observer, self.interrupts) = (directory, observer, interrupts)
    self.recorders = Self.group(recorders, of: directory, observer)
    // A run that begins has a checkpoint only where it begins from other weights.
    takesUpCheckpoint = !begins || record.parent != nil
    (record.state, record.process, record.updated, record.failure) = (.running, getpid(), .now, nil)
    record.commands.append(command)
    try directory.write(record)
    try? FileManager.default.removeItem(atPath: directory.failure)
    self.record = record
  }

  // MARK: - Carrying out

  /// Trains, evaluates the best checkpoint on the test split, and closes the run.
  ///
  /// Throws ``RunFailed``, after the run's record says so.
  package mutating func carryOut() throws -> Outcome {
    do {
      // Where there is no room even for that, the next write says so.
      try? directory.reserveSpace()
      defer { directory.releaseSpace() }
      try DurableFile.makeFolder(directory.checkpoints)
      try DiskNeed(of: experiment).check(at: directory.path)
      let trainer = try Trainer(
        experiment, in: directory, record: record, observer: observer, recorders: recorders, interrupts: interrupts)
      if takesUpCheckpoint { try trainer.takeUpLatestCheckpoint() }
      if case .interrupted(let interruption) = try trainer.train() { return interrupted(interruption) }
      record = try directory.readRecord()
      let weights = try bestWeights()
      try weights.load(into: experiment.network)
      guard
        let outputs = try EvaluationOutputs(
          of: experiment, isInterrupted: { [interrupts] in interrupts.interruption != nil })
      else {
        (record.state, record.updated) = (.paused, .now)
        try directory.write(record)
        return interrupted(interrupts.interruption ?? .signal(SIGINT))
      }
      let evaluation = try RunEvaluation(
        outputs, of: experiment.recipe, checkpoint: weights.checkpoint.name, epoch: weights.epoch)
      try evaluation.write(to: directory.evaluations, with: experiment.dataset)
      try outputs.policy.map {
        try StoredPolicy($0, of: experiment.recipe, weights.checkpoint).write(to: directory.evaluations)
      }
      let speed = try MeasuredSpeed(of: experiment, evaluation, outputs.policy, .short, in: directory)
      try speed?.write(to: directory.evaluations)
      (record.state, record.updated, record.test) = (.finished, .now, evaluation.test.top1)
      try directory.write(record)
      try RunLog(directory).write("finished: mean test accuracy \(evaluation.test.mean)")
      recorders.tell { try $0.sessionEnded(.finished(evaluation, step: record.step, epoch: record.epoch)) }
      return .finished(evaluation, speed)
    } catch {
      throw fail(error)
    }
  }

  private func interrupted(_ interruption: Interruption) -> Outcome {
    recorders.tell { try $0.sessionEnded(.interrupted) }
    return .interrupted(interruption)
  }

  /// The best checkpoint, or the last one where the best is damaged.
  private func bestWeights() throws -> RunWeights {
    do {
      return try RunWeights(of: directory, "best")
    } catch let error as CheckpointDamaged {
      let last = try RunWeights(of: directory, "last")
      observer.noted("\(error); the last checkpoint, \(last.checkpoint.name), is evaluated in its place")
      return last
    }
  }

  /// Writes down why the run failed, as far as the disk lets us.
  private mutating func fail(_ error: any Error) -> RunFailed {
    let failure = RunFailed(directory: directory, cause: error)
    if let current = try? directory.readRecord() { record = current }
    (record.state, record.updated, record.failure) = (.failed, .now, "\(error)")
    try? directory.write(record)
    try? JSONFile.write(FailureReport(error), to: directory.failure)
    try? RunLog(directory).write("failed: \(error)")
    recorders.tell { try $0.sessionEnded(.failed) }
    return failure
  }
}

/// A run or a sweep that has nothing left to do.
package struct AlreadyFinished: StatusedError, CustomStringConvertible, Equatable {
  package let id: String

  package init(id: String) { self.id = id }

  package var description: String { "\(id) has finished; there is nothing to resume" }

  package var exitStatus: ExitStatus { .usage }
}

extension RunDirectory {
  /// The program that began the run: `workbench 0.1.0 (commit 1234567), which began the run`.
  var writer: String {
    guard let environment = try? readEnvironment() else { return "the workbench that began the run" }
    let commit = environment.commit.map { " (commit \($0.prefix(7)))" } ?? ""
    return "workbench \(environment.workbench)\(commit), which began the run"
  }
}

/// A run whose resolved recipe this program cannot read, though the one that wrote it could.
package struct RunOfOtherVersion: StatusedError, CustomStringConvertible {
  /// What is wrong with the recipe today.
  package let cause: RecipeError
  /// The program that began the run.
  package let writer: String

  package var description: String {
    "\(cause)\n\n  recipe.resolved.yaml was right when it was written: go on with \(writer), or mend what is said above"
  }

  package var exitStatus: ExitStatus { .badInput }
}
