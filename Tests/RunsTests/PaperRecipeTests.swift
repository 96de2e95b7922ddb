import Files
import Foundation
import LinkedPlugins
import Pictures
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// The recipes of published results: each starts, and those that are to be compared differ in nothing but the strategy.
@Suite(.serialized) struct PaperRecipeTests {
  private static let folder =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/Recipes/paper"

  /// All of them, by their names without `.yaml`.
  private static let names = ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

  private static let registry = Result { try Registry(linkedPlugins) }
  private static let data = Result { try StandIns() }

  private func recipe(_ name: String, _ overrides: [String] = []) throws -> Recipe {
    try Recipe.load(
      path: "\(Self.folder)/\(name).yaml", overrides: overrides, catalog: Self.registry.get().catalog)
  }

  /// What a recipe carries out: itself, or the members of its sweep.
  private func members(_ name: String, _ overrides: [String] = []) throws -> [Recipe] {
    let catalog = try Self.registry.get().catalog
    switch try RecipePlan(path: "\(Self.folder)/\(name).yaml", overrides: overrides, catalog: catalog) {
    case .run(let recipe): return [recipe]
    case .sweep(let plan): return plan.members.map(\.recipe)
    }
  }

  // MARK: - Starting

  /// Of the fair ones, those that set the training: the others join it to a strategy that a published recipe starts with.
  @Test(arguments: names.filter { !$0.hasPrefix("fair/") || $0.hasSuffix("-sum") })
  func `a recipe takes its first step`(name: String) throws {
    let isImageNet = try recipe(name).data.name == "imagenet"
    var overrides = ["train.batch-size=2", "train.threads=1", "train.device=cpu", "record.conflict.every=0"]
    overrides +=
      isImageNet
      ? ["data.root=\(try Self.data.get().imageNet)", "data.verify=none", "data.holdout=2"]
      : ["data.root=\(try Self.data.get().cifar)", "data.verify=size"]
    // The adaptation of the published size has 42 million weights, whose initial values take a debug build some time.
    if try recipe(name).entries.contains(where: { $0.path == "heads.adaptation" && $0.value == "4" }) {
      overrides.append("heads.adaptation=1")
    }
    // Published weights are not at hand, and the step is the same without.
    if try recipe(name).entries.contains(where: { $0.path == "weights.path" && $0.value != "none" }) {
      overrides.append("weights.path=none")
    }
    for member in try members(name, overrides) {
      let series = try StepTiming(member, registry: Self.registry.get()).run(1)
      #expect(series.wall.count == 1)
    }
  }

  // MARK: - What they say of the published code

  @Test(arguments: names)
  func `every published value has a key of the recipe beside it`(name: String) throws {
    let recipe = try recipe(name)
    #expect(recipe.published.code != nil)
    #expect(recipe.deviations.filter { $0.value == nil } == [])
  }

  @Test func `a value that the command line changes becomes a deviation, and one that it mends is none`() throws {
    func deviations(_ overrides: String...) throws -> [String] {
      try recipe("msdnet-cifar100-dfs", overrides).deviations.map {
        "\($0.path): \($0.value ?? "none"), published \($0.published)"
      }
    }
    #expect(try deviations() == ["data.holdout: 5000, published 0"])
    #expect(
      try deviations("data.holdout=0", "optimizer.weight-decay=1e-4")
        == ["optimizer.weight-decay: 0.0001, published 0.0005"])
  }

  @Test func `the sweep of beta divides features and weights alike, by the paper's five shares`() throws {
    let shares = try members("vgg7-cifar100-beta").map { member in
      ["strategy.beta", "backbone.split", "heads.split"].map { key in member.entries.first { $0.path == key }?.value }
    }
    #expect(shares == ["0.1", "0.3", "0.5", "0.7", "0.9"].map { [$0, $0, $0] })
  }

  @Test(arguments: names)
  func `what is odd as published is told with the key or component that is there`(name: String) throws {
    let recipe = try recipe(name)
    let paths = recipe.entries.map(\.path)
    for quirk in try Self.registry.get().quirks(of: recipe) {
      #expect(
        paths.contains { $0 == quirk.path || $0.hasPrefix("\(quirk.path).") }
          || quirk.path.hasPrefix("data.transforms."))
      #expect(!quirk.text.hasSuffix(".") && !quirk.text.contains("\n"))
    }
  }

  @Test func `the oddities of the published augmentation are named, and gone with the values that have them`() throws {
    func paths(_ name: String, _ overrides: String...) throws -> [String] {
      try Self.registry.get().quirks(of: recipe(name, overrides)).map(\.path)
    }
    #expect(
      try paths("resnet18-cifar100-dfs-byot") == [
        "data.normalization", "data.transforms.random-crop.fill", "data.transforms.autoaugment-cifar10",
        "data.transforms.cutout.fill", "heads", "heads.adaptation", "strategy.byot.variant",
      ])
    #expect(
      try paths(
        "msdnet-cifar100-dfs", "data.normalization=own", "data.transforms.random-crop.fill=0", "strategy.exit-sees=own")
        == ["backbone.initialization", "heads.initialization"])
    #expect(try paths("vit-imagenet-sum") == [])
  }

  // MARK: - Fairness

  private static let networks = ["msdnet-cifar100", "msdnet-imagenet", "resnet18-cifar100", "vgg7-cifar100"]

  @Test(arguments: networks)
  func `fair recipes of a network differ in the strategy alone`(network: String) throws {
    let fair = Self.names.filter { $0.hasPrefix("fair/\(network)-") }
    #expect(fair.count >= 3)
    let training = try fair.map { name in
      try recipe(name).entries.filter { $0.path != "name" && $0.path.split(separator: ".")[0] != "strategy" }
        .map { "\($0.path): \($0.value)" }
    }
    for (name, values) in zip(fair, training) { #expect(values == training[0], "\(name) and \(fair[0])") }
    let strategies = try fair.map { try recipe($0).strategies.map(\.name) }
    #expect(Set(strategies).count == fair.count, "every recipe has a strategy of its own")
  }

  @Test(arguments: networks)
  func `every published method of a network has a fair recipe`(network: String) {
    func methods(_ prefix: String) -> Set<String> {
      Set(Self.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    }
    #expect(methods("\(network)-").subtracting(["beta"]) == methods("fair/\(network)-"))
  }
}

/// Data sets in the published layouts without the published pictures; gone with the process.
private struct StandIns: Sendable {
  let cifar = root + "/cifar"
  let imageNet = root + "/imagenet"

  private static let root: String = {
    atexit { try? FileManager.default.removeItem(atPath: StandIns.root) }
    return FileManager.default.temporaryDirectory.path + "/paper-recipes-\(getpid())"
  }()

  init() throws {
    // Files of the right size, all zeros: black pictures of the first class that take no room on the disk.
    let folder = "\(cifar)/cifar-100-binary"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (file, records) in [("train.bin", 50_000), ("test.bin", 10_000)] {
      try Data().write(to: URL(filePath: "\(folder)/\(file)"))
      let handle = try FileHandle(forWritingTo: URL(filePath: "\(folder)/\(file)"))
      try handle.truncate(atOffset: UInt64(records * 3074))
      try handle.close()
    }
    var random = RandomStream(seed: 1, purpose: "pictures")
    for (split, count) in [("train", 4), ("val", 1)] {
      for wordnet in ["n01440764", "n01443537"] {
        let folder = "\(imageNet)/\(split)/\(wordnet)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for number in 0..<count {
          let pixels = (0..<3 * 80 * 60).map { _ in UInt8(random.below(256)) }
          let image = try Image(width: 80, height: 60, pixels: pixels)
          try image.pngData().write(to: URL(filePath: "\(folder)/\(number).png"))
        }
      }
    }
  }
}
