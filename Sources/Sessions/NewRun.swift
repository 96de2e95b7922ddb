import Digest
import Errors
import Files
import Foundation
import Recipes
import RunFiles
import Training
import WorkbenchCore

/// The directory of a run that has not begun: its recipe, its record, and the lock that keeps others away meanwhile.
package struct NewRun {
  package let directory: RunDirectory
  let record: RunRecord
  let lock: WorkLock

  /// Makes the directory; nothing is left behind when that fails.
  ///
  /// - Parameters:
  ///   - recipe: what the run carries out.
  ///   - parent: the folder of all runs.
  ///   - command: the command that asked for the run.
  ///   - weights: those that the run begins from.
  ///   - sweep: the id of the sweep that the run waits in; nil for a run that begins at once.
  ///   - filled: writes what else belongs into the directory, before it counts as a run.
  /// - Throws: ``CannotCreate``, or what `filled` throws.
  package init(
    _ recipe: Recipe, in parent: String, command: [String], weights: RunWeights? = nil, sweep: String? = nil,
    filled: (RunDirectory) throws -> Void
  ) throws {
    var random = SystemRandomNumberGenerator()
    do {
      directory = try RunDirectory.make(in: parent, name: recipe.name, seed: recipe.seed, date: .now, random: &random)
    } catch {
      throw CannotCreate(error)
    }
    var record = RunRecord(
      id: directory.id, name: recipe.name, seed: recipe.seed,
      strategy: recipe.strategies.map(\.name).joined(separator: "+"), group: recipe.groupKey, command: command,
      created: .now, parent: weights?.name, epochs: recipe.train.epochs)
    let resolved = Data(recipe.resolvedYAML.utf8)
    record.recipeDigest = sha256(resolved)
    if let sweep { (record.state, record.sweep) = (.waiting, sweep) }
    self.record = record
    do {
      lock = try WorkLock(directory)
      try DurableFile.write(Data(recipe.text.utf8), to: directory.recipe)
      try DurableFile.write(resolved, to: directory.resolvedRecipe)
      try filled(directory)
      // The record makes the folder a run, so it comes last.
      try directory.write(record)
    } catch {
      try? FileManager.default.removeItem(atPath: directory.path)
      throw error
    }
  }
}

extension RunDirectory {
  /// Writes what the run is computed with and what it learns from.
  func writeProvenance(of experiment: Experiment, checkout: String?) throws {
    try JSONFile.write(Environment(device: experiment.device, checkout: checkout), to: environment)
    try JSONFile.write(DataProvenance(experiment.dataset), to: data)
  }

  /// Writes the weights that the run begins from, unless the seed alone leads to them: a run that is killed early needs them at
  /// hand.
  package func writeFirstCheckpoint(
    of experiment: Experiment, from weights: RunWeights?, _ report: WeightReport?
  ) throws {
    if let report { try JSONFile.write(report, to: self.weights) }
    guard weights != nil || report != nil else { return }
    let state = TrainingState(sums: EpochSums(exits: experiment.network.heads.count), threads: LibTorch.threads)
    _ = try Checkpoint.write(experiment, state: state, in: checkpoints)
  }
}

extension Experiment {
  /// Takes the weights of another run, or else those that the recipe names, if it names any.
  ///
  /// - Returns: what was taken of the recipe's.
  package func takeFirstWeights(_ weights: RunWeights?) throws -> WeightReport? {
    guard let weights else { return try takePretrainedWeights() }
    try weights.load(into: network)
    return nil
  }
}

/// A run's or sweep's directory that could not be made.
package struct CannotCreate: StatusedError, CustomStringConvertible {
  package let cause: FileError
  /// What the folder was to be: `run` or `sweep`.
  private let kind: String

  package init(_ cause: FileError, kind: String = "run") { (self.cause, self.kind) = (cause, kind) }

  package var description: String {
    "the \(kind)'s folder cannot be made: \(cause)\n  choose another place with --into FOLDER"
  }

  package var exitStatus: ExitStatus { cause.isDiskFull ? .inputOutput : .cannotCreate }
}
