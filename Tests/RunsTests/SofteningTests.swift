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

@Suite struct SofteningTests {
  private func batch(_ labels: [Int]) -> BatchValues {
    BatchValues(pixels: labels.indices.flatMap { [Float($0), Float(10 * $0)] }, labels: labels)
  }

  @Test func `smoothing divides a share evenly among all classes, the sample's own included`() {
    var values = batch([2, 0])
    var random = RandomStream(seed: 1, purpose: "test")
    Softening(smoothing: 0.1, mixup: nil).apply(to: &values, classes: 4, random: &random)
    let expected = [0.025, 0.025, 0.925, 0.025, 0.925, 0.025, 0.025, 0.025]
    #expect(zip(values.targets ?? [], expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(values.targets?.count == 8)
    #expect(values.pixels == batch([2, 0]).pixels)
  }

  @Test func `smoothed targets give libtorch's own loss of smoothed labels`() throws {
    var values = batch([2, 0, 1])
    var random = RandomStream(seed: 1, purpose: "test")
    Softening(smoothing: 0.2, mixup: nil).apply(to: &values, classes: 3, random: &random)
    let logits = try Tensor((0..<9).map { _ in random.normal() }, [3, 3])
    let targets = try Tensor(#require(values.targets), [3, 3])
    let expected: Double = try logits.crossEntropy(Tensor(integers: [2, 0, 1]), labelSmoothing: 0.2).item()
    #expect(abs(try logits.crossEntropy(targets).item() - expected) < 1e-12)
  }

  @Test func `pictures and targets are mixed alike, and the larger share is the sample's own`() throws {
    let labels = [0, 1, 2, 3, 4]
    var partnersSeen: Set<[Int]> = []
    for seed in 0..<50 {
      var values = batch(labels)
      var random = RandomStream(seed: UInt64(seed), purpose: "test")
      Softening(smoothing: 0, mixup: 1).apply(to: &values, classes: 5, random: &random)
      let targets = try #require(values.targets)
      var partners: [Int] = []
      for sample in labels {
        let row = targets[5 * sample..<5 * sample + 5]
        #expect(abs(row.reduce(0, +) - 1) < 1e-12)
        let share = row[5 * sample + sample]
        #expect(share >= 0.5)
        let mean = zip(labels, row).map { Double($0) * $1 }.reduce(0, +)
        #expect(abs(Double(values.pixels[2 * sample]) - mean) < 1e-5)
        #expect(abs(Double(values.pixels[2 * sample + 1]) - 10 * mean) < 1e-4)
        partners.append(labels.first { $0 != sample && row[5 * sample + $0] > 0 } ?? sample)
      }
      #expect(partners.sorted() == labels, "everyone is somebody's partner")
      partnersSeen.insert(partners)
    }
    #expect(partnersSeen.count > 20)
    #expect(batch(labels).labels == labels)
  }

  /// The variance of Beta(a, a) is 1 / (4 (2a + 1)).
  @Test(arguments: [0.01, 0.2, 1, 5])
  func `shares have the mean and the spread of their distribution`(alpha: Double) {
    var random = RandomStream(seed: 1, purpose: "beta")
    let shares = (0..<20_000).map { _ in Softening.beta(alpha, &random) }
    #expect(shares.allSatisfy { (0...1).contains($0) })
    let mean = shares.reduce(0, +) / 20_000
    let variance = shares.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
    #expect(abs(mean - 0.5) < 0.015)
    #expect(abs(variance - 1 / (4 * (2 * alpha + 1))) < 0.006)
  }

  // MARK: - In a run

  private func experiment(_ overrides: String...) throws -> Experiment {
    let registry = try Registry(linkedPlugins)
    let path =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
      + "/Recipes/smoke/sum.yaml"
    let recipe = try Recipe.load(
      path: path, overrides: overrides + ["train.threads=1", "train.device=cpu"], catalog: registry.catalog)
    return try Experiment(recipe, registry: registry)
  }

  @Test func `training batches have targets and those of evaluation classes, the same every time`() throws {
    let experiment = try experiment("train.label-smoothing=0.1", "train.mixup=0.4")
    let classes = experiment.dataset.classNames.count
    func first(_ loader: BatchLoader) throws -> Batch { try #require(try loader.next()) }
    let batch = try first(experiment.loader(for: BatchSeries(epoch: 0)))
    #expect(batch.labels.shape == [batch.classes.count, classes])
    let again = try first(experiment.loader(for: BatchSeries(epoch: 0)))
    #expect(try again.labels.elements(as: Float.self) == batch.labels.elements(as: Float.self))
    #expect(try again.images.elements(as: Float.self) == batch.images.elements(as: Float.self))
    #expect(try batch.labels.argmax(dim: 1).integers() == batch.classes)
    let evaluated = try first(experiment.loader(of: .validation))
    #expect(evaluated.labels.shape == [evaluated.classes.count])
  }

  @Test func `a step with soft targets trains, also in micro-batches`() throws {
    for size in ["none", "8"] {
      let experiment = try experiment(
        "train.label-smoothing=0.1", "train.mixup=0.4", "train.batch-size=32", "train.micro-batch=\(size)",
        "record.conflict.every=0")
      let batches = TrainingBatches(experiment, epoch: 0)
      let progress = TrainingProgress(epoch: 0, epochs: 2, stepInEpoch: 0, stepsPerEpoch: batches.count)
      let result = try TrainingStep(experiment)(
        #require(try batches.next()), at: TrainingStep.Position(step: 0, progress: progress))
      #expect(result.losses.allSatisfy { $0.isFinite && $0 > 0 })
    }
  }

  @Test func `batches of one sample cannot be mixed, which the recipe's line is shown for`() throws {
    let error = #expect(throws: RecipeError.self) { try experiment("train.batch-size=1", "train.mixup=0.2") }
    #expect(
      error?.problems.map(\.message) == [
        "'mixup' mixes the samples of a batch, which with 'batch-size' 1 has a single one"
      ])
  }

  @Test func `a part of a picture is chosen first, which the recipe's line is shown for`() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/pictures-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for split in ["train", "test"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(split)/a", withIntermediateDirectories: true)
      for number in 0..<3 { try Data([1]).write(to: URL(filePath: "\(folder)/\(split)/a/\(number).png")) }
    }
    let error = #expect(throws: RecipeError.self) {
      try experiment(
        "data=image-folder", "data.root=\(folder)", "data.size=32",
        "data.transforms=[horizontal-flip, random-resized-crop]")
    }
    #expect(
      error?.problems.map(\.message) == [
        "'random-resized-crop' must be the first transform of data set 'image-folder': it cuts out of whole pictures"
      ])
  }
}
