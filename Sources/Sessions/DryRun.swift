import Files
import Foundation
import Recipes
import RunFiles
import Training
import WorkbenchCore

/// A rehearsal: everything is built, two steps are taken, a checkpoint is written and read back, and nothing stays.
package struct DryRun: Sendable {
  package let stepsPerEpoch: Int
  package let epochs: Int
  /// Steps taken: two, or one where the data fill no more.
  package let steps: Int
  /// Of the last step taken, as the first one also warms up.
  package let secondsPerStep: Double
  package let checkpointBytes: Int
  package let diskBytes: Int
  /// The largest memory that the process has had so far.
  package let peakMemoryBytes: Int

  /// Rehearses in a folder of its own beside the runs of `parent`, which is removed again.
  package init(_ recipe: Recipe, registry: Registry, in parent: String, weights: RunWeights? = nil) throws {
    let experiment = try Experiment(recipe, registry: registry)
    if let weights { try weights.load(into: experiment.network) } else { try experiment.takePretrainedWeights() }
    let need = DiskNeed(of: experiment)
    try need.check(at: parent)
    let folder = try Self.makeFolder(in: parent)
    defer { folder.remove() }

    let batches = TrainingBatches(experiment, epoch: 0)
    let step = TrainingStep(experiment)
    var state = TrainingState(sums: EpochSums(exits: experiment.network.heads.count), threads: LibTorch.threads)
    var seconds = 0.0
    while state.step < 2, let own = try batches.next() {
      let progress = TrainingProgress(
        epoch: 0, epochs: recipe.train.epochs, stepInEpoch: state.step, stepsPerEpoch: batches.count)
      seconds = try step(own, at: TrainingStep.Position(step: state.step, progress: progress)).seconds.total
      state.step += 1
    }

    let checkpoint = try Checkpoint.write(experiment, state: state, in: folder.path)
    let again = try Experiment(recipe, registry: registry)
    _ = try checkpoint.restore(again)
    for (name, tensor) in experiment.network.tensors where try again.network.tensors[name]?.bytes() != tensor.bytes() {
      throw CheckpointDamaged(path: checkpoint.path, reason: "'\(name)' was read back with other numbers")
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: checkpoint.path)
    checkpointBytes = files.reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(checkpoint.path)/\(file)")
      return sum + (attributes?[.size] as? Int ?? 0)
    }
    (stepsPerEpoch, epochs, secondsPerStep) = (experiment.stepsPerEpoch, recipe.train.epochs, seconds)
    (steps, diskBytes, peakMemoryBytes) = (state.step, need.total, PeakMemory.bytes)
  }

  /// A folder that leaves no trace, with the one around it if that was made for it.
  private struct TemporaryFolder {
    let path: String
    let madeParent: String?

    func remove() {
      try? FileManager.default.removeItem(atPath: path)
      if let madeParent { rmdir(madeParent) }
    }
  }

  private static func makeFolder(in parent: String) throws -> TemporaryFolder {
    let isNew = !FileManager.default.fileExists(atPath: parent)
    let path = "\(parent)/.dry-run-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CannotCreate(FileError(path: path, errno: errno))
    }
    return TemporaryFolder(path: path, madeParent: isNew ? parent : nil)
  }
}
