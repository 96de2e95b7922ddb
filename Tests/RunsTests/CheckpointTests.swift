import Digest
import Files
import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

extension Experiment {
  /// A network of a few thousand parameters on a few samples, on the CPU.
  static func tiny(_ overrides: String...) throws -> Experiment {
    let registry = try Registry(linkedPlugins)
    let text = """
      schema: 1
      name: tiny
      data: {name: shapes, classes: 2, train: 32, validation: 32, calibration: 32, test: 32}
      backbone: {name: msdnet, blocks: 2, base: 1, step: 1, channels: 4, growth: 4, scales: [1, 2], bottleneck: [1, 2]}
      heads: {name: msdnet-classifier, channels: 8}
      strategy: sum
      optimizer: {name: sgd, learning-rate: 0.05, momentum: 0.9}
      train: {epochs: 1, batch-size: 16, threads: 1, device: cpu}
      """
    return try Experiment(
      Recipe.load(text: text, name: "tiny.yaml", overrides: overrides, catalog: registry.catalog), registry: registry)
  }

  /// Takes the first steps of the first epoch.
  func train(steps: Int) throws {
    let step = TrainingStep(self)
    for number in 0..<steps {
      let (phase, place) = number.quotientAndRemainder(dividingBy: stepsPerPhase)
      let batches = try #require(try TrainingBatches(self, epoch: 0, phase: phase, start: place).next())
      let progress = TrainingProgress(epoch: 0, epochs: 1, stepInEpoch: place, stepsPerEpoch: stepsPerPhase)
      _ = try step(batches, at: TrainingStep.Position(step: number, phase: phase, progress: progress))
    }
  }

  /// The bytes of all weights, and of all that the optimizer remembers.
  var bytes: [String: Data] {
    get throws {
      try network.tensors.mapValues { try $0.bytes() }
        .merging(optimizer.state().map { ("optimizer." + $0, try $1.bytes()) }) { $1 }
    }
  }
}

@Suite struct CheckpointTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ experiment: Experiment, step: Int) throws -> Checkpoint {
    var state = TrainingState(sums: EpochSums(exits: 2), threads: 1)
    (state.step, state.metricsLength) = (step, 17)
    return try Checkpoint.write(experiment, state: state, in: folder.path)
  }

  @Test func `an experiment comes back as it was, with the optimizer's memory`() throws {
    let experiment = try Experiment.tiny()
    try experiment.train(steps: 1)
    let checkpoint = try write(experiment, step: 1)
    #expect(folder.names == ["step-00000001"])
    let other = try Experiment.tiny("seed=2")
    #expect(try other.bytes != (try experiment.bytes))
    let state = try checkpoint.restore(other)
    #expect(state.step == 1)
    #expect(state.metricsLength == 17)
    #expect(try other.bytes == experiment.bytes)
  }

  @Test func `the same training writes the same bytes`() throws {
    let files = try (0..<2).map { number in
      let experiment = try Experiment.tiny()
      try experiment.train(steps: 2)
      return try Data(contentsOf: URL(filePath: write(experiment, step: number).model))
    }
    // The step is among what the weights say of themselves.
    #expect(files[0] != files[1])
    #expect(files[0].count == files[1].count)
    #expect(zip(files[0], files[1]).count { $0 != $1 } == 1)
  }

  @Test func `checkpoints are listed latest first, and leftovers are removed only on request`() throws {
    let experiment = try Experiment.tiny()
    for step in [2, 10, 1] { _ = try write(experiment, step: step) }
    try DurableFile.makeFolder(folder.path + "/.tmp-step-00000011")
    #expect(Checkpoint.all(in: folder.path).map(\.name) == ["step-00000010", "step-00000002", "step-00000001"])
    #expect(folder.names.contains(".tmp-step-00000011"), "another process may be writing it")
    Checkpoint.removeLeftovers(in: folder.path)
    #expect(!folder.names.contains(".tmp-step-00000011"))
    try Checkpoint.all(in: folder.path)[0].setAside()
    #expect(Checkpoint.all(in: folder.path).map(\.name) == ["step-00000002", "step-00000001"])
    #expect(folder.names == ["damaged-step-00000010", "step-00000001", "step-00000002"])
  }

  @Test func `a checkpoint of the same step takes the place of the one before`() throws {
    let experiment = try Experiment.tiny()
    let first = try write(experiment, step: 1)
    let before = try #require(FileManager.default.contents(atPath: first.model))
    try experiment.train(steps: 1)
    let second = try write(experiment, step: 1)
    try second.verify()
    #expect(FileManager.default.contents(atPath: second.model) != before)
    #expect(folder.names == ["step-00000001"])
  }

  @Test func `a checkpoint that was moved aside comes back when no other took its place`() throws {
    let experiment = try Experiment.tiny()
    let first = try write(experiment, step: 1)
    let aside = folder.path + "/.replaced-step-00000001"
    // Killed between the two renames.
    try FileManager.default.moveItem(atPath: first.path, toPath: aside)
    Checkpoint.removeLeftovers(in: folder.path)
    #expect(folder.names == ["step-00000001"])
    try first.verify()
    // Killed before the old one was removed.
    try FileManager.default.copyItem(atPath: first.path, toPath: aside)
    try FileManager.default.removeItem(atPath: aside + "/manifest.json")
    Checkpoint.removeLeftovers(in: folder.path)
    #expect(folder.names == ["step-00000001"])
    try first.verify()
  }

  @Test func `damage is found and named`() throws {
    let checkpoint = try write(Experiment.tiny(), step: 1)
    func message() -> String {
      do {
        try checkpoint.verify()
        return ""
      } catch { return "\(error)" }
    }
    #expect(message().isEmpty)
    let file = URL(filePath: checkpoint.path + "/optimizer.safetensors")
    let whole = try Data(contentsOf: file)

    var flipped = whole
    flipped[flipped.startIndex] ^= 0x10
    try flipped.write(to: file)
    #expect(message() == "checkpoint step-00000001 is damaged: the contents of optimizer.safetensors have changed")

    try (whole + Data([0])).write(to: file)
    #expect(
      message()
        == "checkpoint step-00000001 is damaged: optimizer.safetensors has \(whole.count + 1) bytes instead of \(whole.count)"
    )

    try FileManager.default.removeItem(at: file)
    #expect(message() == "checkpoint step-00000001 is damaged: optimizer.safetensors is missing")

    try Data("{}".utf8).write(to: URL(filePath: checkpoint.path + "/manifest.json"))
    #expect(message() == "checkpoint step-00000001 is damaged: manifest.json is missing or damaged")
  }

  @Test func `weights of another network are refused with the names that do not fit`() throws {
    let checkpoint = try write(Experiment.tiny(), step: 1)
    let wider = try Experiment.tiny("heads.channels=4")
    let before = try wider.bytes
    let error = #expect(throws: WeightsMismatch.self) { try checkpoint.restoreWeights(wider.network) }
    let names = try #require(error?.misshaped)
    #expect(names.count > 4)
    #expect(
      error?.description == """
        the weights of \(checkpoint.path) do not fit this network
          \(names.count) of another shape: \(names.prefix(4).joined(separator: ", ")) and \(names.count - 4) more
        """)
    #expect(try wider.bytes == before, "nothing is loaded in part")
  }

  @Test func `missing and unexpected weights are told apart`() {
    let error = WeightsMismatch(path: "a", missing: ["x", "y"], unexpected: ["z"], misshaped: [])
    #expect(
      error.description == """
        the weights of a do not fit this network
          2 missing: x, y
          1 unexpected: z
        """)
  }

  // MARK: - Other versions

  /// Rewrites `state.json` as another version of the program might have written it.
  private func rewrite(_ checkpoint: Checkpoint, _ change: (inout [String: Any]) -> Void) throws {
    func read(_ file: String) throws -> [String: Any] {
      let data = try Data(contentsOf: URL(filePath: "\(checkpoint.path)/\(file)"))
      return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    var state = try read("state.json")
    change(&state)
    let data = try JSONSerialization.data(withJSONObject: state)
    try data.write(to: URL(filePath: "\(checkpoint.path)/state.json"))
    var manifest = try read("manifest.json")
    var files = try #require(manifest["files"] as? [String: Any])
    files["state.json"] = ["bytes": data.count, "sha256": sha256(data)]
    manifest["files"] = files
    try JSONSerialization.data(withJSONObject: manifest)
      .write(to: URL(filePath: "\(checkpoint.path)/manifest.json"))
  }

  @Test func `a checkpoint of another version says which one wrote it, and what to do`() throws {
    func refusal(_ change: (inout [String: Any]) -> Void) throws -> CheckpointOfOtherVersion {
      let experiment = try Experiment.tiny("strategy=nash-mtl")
      let checkpoint = try write(experiment, step: 1)
      try rewrite(checkpoint, change)
      return try #require(throws: CheckpointOfOtherVersion.self) { _ = try checkpoint.restore(experiment) }
    }
    let entries = try refusal { $0["sums"] = nil }
    #expect(
      "\(entries)"
        == "checkpoint step-00000001 was written by workbench 0.1.0, this is 0.1.0: its state.json has other "
        + "entries than this program reads")
    let state = try refusal { $0["strategyVersion"] = 7 }
    #expect(
      "\(state)" == "checkpoint step-00000001 was written by workbench 0.1.0, this is 0.1.0: the state of strategy "
        + "'nash-mtl' has version 7, and this program reads version 1")
    let failed = RunFailed(directory: RunDirectory(path: folder.path), cause: state)
    let id = RunDirectory(path: folder.path).id
    #expect(
      "\(failed)" == """
        \(id) failed: \(state)
          go on with the workbench that began the run, or begin anew from its weights: workbench run RECIPE --from \
        \(RunDirectory(path: folder.path).argument)
        """)
  }

  @Test func `the weights of another version's checkpoint can be evaluated`() throws {
    let experiment = try Experiment.tiny()
    let directory = RunDirectory(path: folder.path)
    try DurableFile.makeFolder(directory.checkpoints)
    let state = TrainingState(epoch: 3, sums: EpochSums(exits: 2), threads: 1)
    let checkpoint = try Checkpoint.write(experiment, state: state, in: directory.checkpoints)
    try rewrite(checkpoint) { $0["sums"] = nil }
    let weights = try RunWeights(of: directory, checkpoint.name)
    #expect(weights.epoch == 3)
    try weights.load(into: experiment.network)
  }
}

@Suite struct RunMessageTests {
  @Test func `a disk with less room than the run needs is noticed before training`() throws {
    let need = DiskNeed(of: try Experiment.tiny("record.checkpoints.keep=3"))
    #expect(need.total == 5 * need.checkpoint + (32 << 20))
    try need.check(free: need.total, at: "/data")
    let error = #expect(throws: FileError.self) { try need.check(free: 1_000_000, at: "/data") }
    #expect(
      error?.description == """
        /data: the run needs \(need.total.megabytes) for checkpoints, and 1 MB are free
          make room, keep fewer (record.checkpoints.keep=1), or choose another place with --into FOLDER
        """)
  }

  /// The last of them is in the middle of its third phase, with as many copies of the weights as it ever has.
  @Test(arguments: [("sum", 1), ("wpn", 1), ("dr-mgf", 5)])
  func `a checkpoint is no larger than what was reckoned for it`(strategy: String, steps: Int) throws {
    let folder = try TemporaryFolder()
    let experiment = try Experiment.tiny("optimizer=adam", "backbone.growth=32", "strategy=\(strategy)")
    try experiment.train(steps: steps)
    let state = TrainingState(sums: EpochSums(exits: 2), threads: 1)
    let checkpoint = try Checkpoint.write(experiment, state: state, in: folder.path)
    let bytes = try FileManager.default.contentsOfDirectory(atPath: checkpoint.path).reduce(0) { sum, file in
      sum + (try Data(contentsOf: URL(filePath: "\(checkpoint.path)/\(file)")).count)
    }
    #expect(bytes <= DiskNeed(of: experiment).checkpoint + (1 << 20))
  }

  @Test func `a loss that is no number is told with exit, step and epoch`() {
    let inTraining = NonFiniteLoss(exit: 1, step: 4, epoch: 0, losses: [2.5, -.nan])
    #expect(
      inTraining.description == "the loss of exit 2 became nan at step 5 (epoch 1); losses of all exits: 2.5  nan")
    let inValidation = NonFiniteLoss(exit: 0, step: 9, epoch: 1, losses: [.infinity, 1], isOfValidation: true)
    #expect(
      inValidation.description
        == "the validation loss of exit 1 became inf after step 10 (epoch 2); losses of all exits: inf  1")
    #expect(
      NonFiniteGradient(step: 0, epoch: 0).description == "the norm of the gradients is not finite at step 1 (epoch 1)")
    #expect(NonFiniteWeights(step: 0, epoch: 0).description == "some weights are not finite after step 1 (epoch 1)")
  }

  @Test func `a step with a loss that is no number changes no weight`() throws {
    let experiment = try Experiment.tiny()
    let parameter = try #require(experiment.network.scope.parameters.last)
    try withoutGradients { try parameter.value.assign(Tensor.ones(parameter.value.shape) * .nan) }
    let before = try experiment.network.scope.parameters.map { try $0.value.bytes() }
    let error = #expect(throws: NonFiniteLoss.self) { try experiment.train(steps: 1) }
    #expect(error?.exit == 1, "the last parameter belongs to the last exit")
    #expect(try experiment.network.scope.parameters.map { try $0.value.bytes() } == before)
  }
}
