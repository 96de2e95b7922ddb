import ArgumentParser
import Foundation
import Runs
import WorkbenchCore

struct Efficiency: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time training steps of a recipe, or its inference, and say where the time goes.",
    discussion: """
      With --inference, the network with its initial weights answers noise: all exits of every image, or with --leaving a share \
      of images leaving at each exit. With --protocol, answers lines on standard input (info, go N, quit) with JSON, for \
      Benchmarks/.
      """)

  @OptionGroup var arguments: RecipeArguments
  @Option(help: "Steps to time, after two that are not counted.")
  var steps = 10
  @Flag(help: "Time inference instead of training.")
  var inference = false
  @Option(help: "Images that inference is given at once.")
  var images = 128
  @Option(help: "The share of those who have come to an exit that leaves there, such as 0.4.")
  var leaving: Double?
  @Flag(name: .customLong("protocol"), help: "Answer a benchmark's requests on standard input.")
  var answers = false

  func validate() throws {
    guard (1...65_536).contains(images) else { throw ValidationError("--images takes a number from 1 to 65536") }
    guard (0...1).contains(leaving ?? 0) else { throw ValidationError("--leaving takes a share in 0...1") }
    guard inference || leaving == nil else { throw ValidationError("--leaving is a matter of --inference") }
  }

  func run() throws {
    let registry = try Registry.linked()
    let recipe = try arguments.load(with: registry)
    if inference { return try timeInference(recipe, registry) }
    let timing = try StepTiming(recipe, registry: registry)
    if answers { return try BenchmarkProtocol.answer(info: Self.info(timing)) { try Self.times(timing.run($0)) } }
    _ = try timing.run(2)
    let series = try timing.run(max(steps, 1))
    let total = median(series.wall)
    print(
      "\(String(format: "%.1f", 1000 * total)) ms a step (median of \(series.wall.count)), \(LibTorch.threads) threads")
    let parts = [
      ("data", series.data), ("forward", series.forward), ("backward", series.backward),
      ("optimizer", series.optimizer),
    ]
    for (name, seconds) in parts {
      let part = median(seconds)
      print(
        "  " + name.padded(right: 10) + String(format: "%8.1f ms", 1000 * part)
          + Figures.roundPercent(part / total).padded(left: 7))
    }
    print("  images/s  " + String(format: "%8.1f", Double(timing.experiment.recipe.train.batchSize) / total))
    print("  memory    " + PeakMemory.bytes.megabytes.padded(left: 11) + " at most")
    print(
      "  skipped   " + "\(Figures.percent(timing.costs.skippedShare)) %".padded(left: 11)
        + " of a step's MACs, by stopped channels")
  }

  private func timeInference(_ recipe: Recipe, _ registry: Registry) throws {
    let course = leaving.map { InferenceTiming.Course.leaving($0) } ?? .full
    let timing = try InferenceTiming(recipe, registry: registry, images: images, course: course)
    if answers { return try BenchmarkProtocol.answer(info: Self.info(timing)) { try Self.times(timing.run($0)) } }
    _ = try timing.run(2)
    let total = median(try timing.run(max(steps, 1)).wall)
    print(
      "\(String(format: "%.2f", 1000 * total / Double(images))) ms an image, "
        + "\(String(format: "%.0f", Double(images) / total)) images/s (median of \(max(steps, 1)) times "
        + "\(Figures.count(images, "image"))), \(LibTorch.threads) threads")
    print("  memory    " + PeakMemory.bytes.megabytes.padded(left: 11) + " at most")
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  // MARK: - What a benchmark is told

  private static func info(_ timing: StepTiming) -> BenchmarkProtocol.Info {
    BenchmarkProtocol.Info(
      batch: timing.experiment.recipe.train.batchSize, parameters: timing.costs.totalParameters,
      skippedShare: timing.costs.skippedShare)
  }

  private static func info(_ timing: InferenceTiming) -> BenchmarkProtocol.Info {
    let parameters = timing.experiment.network.scope.parameters.reduce(0) { $0 + $1.value.count }
    return BenchmarkProtocol.Info(batch: timing.images, parameters: parameters, skippedShare: 0)
  }

  private static func times(_ series: StepTiming.Series) -> BenchmarkProtocol.Times {
    BenchmarkProtocol.Times(
      wall: series.wall, processor: series.processor, data: series.data, forward: series.forward,
      backward: series.backward, optimizer: series.optimizer)
  }

  private static func times(_ passes: (wall: [Double], processor: [Double])) -> BenchmarkProtocol.Times {
    let nothing = passes.wall.map { _ in 0.0 }
    return BenchmarkProtocol.Times(
      wall: passes.wall, processor: passes.processor, data: nothing, forward: passes.wall, backward: nothing,
      optimizer: nothing)
  }
}
