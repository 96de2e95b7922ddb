import Foundation
import WorkbenchCore

/// A rehearsal: everything is built, two steps are taken, a checkpoint is written and read back, and nothing stays.
package struct DryRun: Sendable {
  package let stepsPerEpoch: Int
  package let epochs: Int
  /// The second step, as the first one also warms up.
  package let secondsPerStep: Double
  package let checkpointBytes: Int
  package let diskBytes: Int
  /// The largest memory that the process has had so far.
  package let peakMemoryBytes: Int

  package init(_ recipe: Recipe, registry: Registry, in parent: String) throws {
    let experiment = try Experiment(recipe, registry: registry)
    let need = DiskNeed(of: experiment)
    try need.check(at: parent)
    let order = experiment.order(of: 0)
    let loader = BatchLoader(
      BatchAssembler(
        experiment.dataset, split: .train, transforms: experiment.transforms, seed: recipe.seed), order: order,
      epoch: 0,
      shape: experiment.dataset.shape, device: experiment.device, type: experiment.network.type)
    let step = TrainingStep(experiment)
    var state = TrainingState(sums: EpochSums(exits: experiment.network.heads.count), threads: LibTorch.threads)
    var seconds = 0.0
    for number in 0..<2 {
      guard let batch = try loader.next() else { break }
      let progress = TrainingProgress(
        epoch: 0, epochs: recipe.train.epochs, stepInEpoch: number, stepsPerEpoch: order.count)
      let result = try step(batch, at: TrainingStep.Position(step: number, progress: progress))
      seconds = result.seconds.total
      state.step += 1
    }

    let folder = FileManager.default.temporaryDirectory.appending(path: "workbench-dry-run-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let checkpoint = try Checkpoint.write(experiment, state: state, in: folder)
    _ = try checkpoint.restore(try Experiment(recipe, registry: registry))
    let files = try FileManager.default.contentsOfDirectory(atPath: checkpoint.path)
    checkpointBytes = files.reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(checkpoint.path)/\(file)")
      return sum + (attributes?[.size] as? Int ?? 0)
    }
    (stepsPerEpoch, epochs, secondsPerStep) = (order.count, recipe.train.epochs, seconds)
    (diskBytes, peakMemoryBytes) = (need.total, PeakMemory.bytes)
  }
}

/// The largest resident memory of the process so far.
package enum PeakMemory {
  package static var bytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
  }
}
