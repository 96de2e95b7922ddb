import ArgumentParser
import Foundation
import Runs
import WorkbenchCore

struct Efficiency: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time training steps of a recipe and say where the time goes.",
    discussion: "With --protocol, answers lines on standard input (info, go N, quit) with JSON, for Benchmarks/run.py.")

  @OptionGroup var arguments: RecipeArguments
  @Option(help: "Steps to time, after two that are not counted.")
  var steps = 10
  @Flag(name: .customLong("protocol"), help: "Answer a benchmark's requests on standard input.")
  var answers = false

  func run() throws {
    let registry = try Registry.linked()
    let timing = try StepTiming(try arguments.load(with: registry), registry: registry)
    if answers { return try answer(timing) }
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

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  // MARK: - The benchmark's protocol

  private struct Info: Encodable {
    let batch: Int
    let threads: Int
    let wait_policy: String
    let parameters: Int
    let torch: String
    let skipped_macs_share: Double
  }

  private struct Times: Encodable {
    let seconds: [Double]
    let cpu_seconds: [Double]
    let data: [Double]
    let forward: [Double]
    let backward: [Double]
    let optimizer: [Double]
    let peak_bytes: Int
    let threads: Int
    let torch: String
  }

  private func answer(_ timing: StepTiming) throws {
    let encoder = JSONEncoder()
    // Unbuffered: the other side waits for the line.
    func reply(_ value: some Encodable) throws {
      FileHandle.standardOutput.write(try encoder.encode(value) + Data("\n".utf8))
    }
    while let line = readLine() {
      let words = line.split(separator: " ")
      switch words.first {
      case "info":
        try reply(
          Info(
            batch: timing.experiment.recipe.train.batchSize, threads: LibTorch.threads,
            wait_policy: ProcessInfo.processInfo.environment[Threads.waitPolicyVariable] ?? "",
            parameters: timing.costs.totalParameters, torch: LibTorch.version,
            skipped_macs_share: timing.costs.skippedShare))
      case "go":
        guard let count = words.count == 1 ? 1 : Int(words[1]), count > 0 else {
          try reply(["error": "'\(line)' does not name a number of steps greater than 0"])
          continue
        }
        let series = try timing.run(count)
        try reply(
          Times(
            seconds: series.wall, cpu_seconds: series.processor, data: series.data, forward: series.forward,
            backward: series.backward, optimizer: series.optimizer, peak_bytes: PeakMemory.bytes,
            threads: LibTorch.threads, torch: LibTorch.version))
      case "quit": return
      default: try reply(["error": "'\(line)' is not info, go N or quit"])
      }
    }
  }
}
