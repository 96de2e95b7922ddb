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

/// Every registered strategy trains from a recipe, and goes on from any moment as if it had never stopped: a new one is
/// covered as soon as it is linked.
@Suite struct EveryStrategyTests {
  /// `nil` when the plugins cannot be linked together, which is a test elsewhere.
  private static let registry = try? Registry(linkedPlugins)

  /// Keys without a default.
  private static let keys = ["weighted": "weights: [1, 0.5]"]

  /// A recipe of two epochs of two steps for each phase, on images that are shifted at random.
  private func experiment(_ strategy: String, _ overrides: [String] = []) throws -> Experiment {
    let registry = try #require(Self.registry)
    let keys = Self.keys[strategy].map { ", " + $0 } ?? ""
    let text = """
      schema: 1
      name: every-strategy
      data: {name: shapes, classes: 3, train: 8, validation: 4, calibration: 4, test: 4, transforms: [random-crop]}
      backbone: {name: msdnet, blocks: 2, base: 1, step: 1, channels: 4, growth: 4, scales: [1, 2], bottleneck: [1, 2]}
      heads: {name: msdnet-classifier, channels: 8}
      strategy: {name: \(strategy)\(keys)}
      optimizer: {name: sgd, learning-rate: 0.05, momentum: 0.9, weight-decay: 5e-4}
      train: {epochs: 2, batch-size: 4, threads: 1, device: cpu}
      record: {features: {images: 0}, conflict: {every: 0}}
      """
    return try Experiment(
      Recipe.load(text: text, name: "every-strategy.yaml", overrides: overrides, catalog: registry.catalog),
      registry: registry)
  }

  /// Trains in a folder until the end, or until the strategy has been stopped after its next step.
  private func train(_ experiment: Experiment, in path: String, stopping: Bool, resuming: Bool) throws -> Trainer.Ending
  {
    let directory = RunDirectory(path: path)
    let interrupts = Interrupts()
    let observer = Stopper(stopping ? interrupts : nil)
    let record = RunRecord.example("run")
    if !resuming {
      try DurableFile.makeFolder(directory.checkpoints)
      try directory.write(record)
    }
    let trainer = try Trainer(experiment, in: directory, record: record, observer: observer, interrupts: interrupts)
    if resuming { try trainer.takeUpLatestCheckpoint() }
    return try trainer.train()
  }

  @Test(arguments: registry?.strategies.names ?? [])
  func `a run that is stopped after every step, and killed once, ends as one left alone`(strategy: String) throws {
    let whole = try TemporaryFolder()
    let experiment = try experiment(strategy)
    #expect(try train(experiment, in: whole.path, stopping: false, resuming: false) == .finished)

    let broken = try TemporaryFolder()
    var sessions = 0
    var ending = Trainer.Ending.interrupted(.signal(SIGINT))
    while ending != .finished, sessions < 100 {
      ending = try train(
        self.experiment(strategy), in: broken.path, stopping: true, resuming: sessions > 0)
      sessions += 1
      // As if the third process had been killed before it could save.
      if sessions == 3, let latest = Checkpoint.all(in: RunDirectory(path: broken.path).checkpoints).first {
        try FileManager.default.removeItem(atPath: latest.path)
      }
    }
    let phases = experiment.phases(of: 0).count
    #expect(sessions == 2 * phases * 2 + 2, "one for every step, one for the step that was lost, one to close the run")

    for file in ["model.safetensors", "optimizer.safetensors", "strategy.safetensors"] {
      let path = "/checkpoints/last/\(file)"
      let expected = try #require(FileManager.default.contents(atPath: whole.path + path))
      #expect(FileManager.default.contents(atPath: broken.path + path) == expected, "\(file) differs")
    }
    func state(_ folder: TemporaryFolder) throws -> TrainingState {
      try JSONFile.read(TrainingState.self, from: folder.path + "/checkpoints/last/state.json")
    }
    let (left, stopped) = (try state(whole), try state(broken))
    #expect(stopped.strategyNumbers == left.strategyNumbers)
    #expect(stopped.step == left.step)
    func metrics(_ folder: TemporaryFolder) -> [Metric] {
      MetricsReader(RunDirectory(path: folder.path)).metrics().filter { metric in
        !metric.name.rawValue.hasPrefix("seconds/")
          && ![MetricName.imagesPerSecond, .waitingShare, .peakMemory].contains(metric.name)
      }
    }
    #expect(metrics(broken) == metrics(whole))
  }

  @Test(arguments: registry?.strategies.names ?? [], [nil, "train.micro-batch=3"] as [String?])
  func `measuring changes nothing of what is trained`(strategy: String, microBatch: String?) throws {
    func train(_ measuring: String) throws -> (tensors: [String: Data], measured: Int)? {
      let folder = try TemporaryFolder()
      let overrides = [measuring, "record.conflict.scope=layer", "record.conflict.epochs=[]", microBatch].compactMap {
        $0
      }
      let experiment: Experiment
      do {
        experiment = try self.experiment(strategy, overrides)
      } catch let error as RecipeError where microBatch != nil {
        #expect(error.problems.map(\.message).joined().contains("merged over a whole batch"))
        return nil
      }
      #expect(try self.train(experiment, in: folder.path, stopping: false, resuming: false) == .finished)
      let memory = try experiment.strategy.state()
      let tensors = try experiment.bytes.merging(memory.tensors.map { ("strategy." + $0, try $1.bytes()) }) { $1 }
        .merging(memory.numbers.map { ("strategy." + $0, Data("\($1)".utf8)) }) { $1 }
      let lines = MetricsReader(RunDirectory(path: folder.path)).metrics()
      return (tensors, lines.count { $0.split == .step && $0.name == .conflict("backbone", .updateNorm) })
    }
    guard let without = try train("record.conflict.every=0"), let with = try train("record.conflict.every=1") else {
      return
    }
    #expect(with.tensors == without.tensors)
    #expect(without.measured == 0)
    #expect(with.measured >= 4, "every step of two epochs is measured")
  }
}

/// The recipes of the project's folder.
@Suite struct RecipesFolderTests {
  private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private static let recipes = ((try? FileManager.default.contentsOfDirectory(atPath: project + "/Recipes")) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  @Test(arguments: recipes) func `a recipe trains two steps`(file: String) throws {
    let registry = try Registry(linkedPlugins)
    let overrides = ["data.train=16", "data.validation=4", "data.calibration=4", "data.test=4", "train.batch-size=4"]
    let recipe = try Recipe.load(
      path: "\(Self.project)/Recipes/\(file)", overrides: overrides, catalog: registry.catalog)
    #expect(recipe.name + ".yaml" == file)
    let folder = try TemporaryFolder()
    #expect(try DryRun(recipe, registry: registry, in: folder.path).steps == 2)
    #expect(folder.names.isEmpty)
  }
}

/// The machine knows no strategy.
@Suite struct SourceTests {
  @Test func `trainer and engine name no strategy`() throws {
    let registry = try Registry(linkedPlugins)
    let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources").path
    var files = 0
    for folder in ["WorkbenchCore", "RunFiles", "Training", "Evaluation", "Sessions", "Timing"] {
      for file in try FileManager.default.subpathsOfDirectory(atPath: "\(sources)/\(folder)")
      where file.hasSuffix(".swift") {
        files += 1
        let text = try String(contentsOfFile: "\(sources)/\(folder)/\(file)", encoding: .utf8)
        for name in registry.strategies.names {
          let type = try #require(registry.strategies[name])
          for literal in [name] + type.aliases {
            #expect(!text.contains("\"\(literal)\""), "\(folder)/\(file) names the strategy \(literal)")
          }
          let words = text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
          #expect(!words.contains("\(type)"[...]), "\(folder)/\(file) names the type \(type)")
        }
      }
    }
    #expect(files > 50)
  }
}

/// Asks to stop after every step.
private final class Stopper: RunObserver {
  private let interrupts: Interrupts?

  init(_ interrupts: Interrupts?) { self.interrupts = interrupts }

  func runOpened(_ opening: RunOpening) {}
  func stepEnded(_ step: StepReport) { interrupts?.request(SIGINT) }
  func epochEnded(_ epoch: EpochReport) {}
  func noted(_ text: String) {}
}
