import ArgumentParser
import Evaluation
import Foundation
import Training
import WorkbenchCore

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evaluate a run's exits and early exiting again, from a checkpoint.",
    discussion: """
      Thresholds are fitted on the calibration split and applied to the test split; the run's eval/ is rewritten. Values of the \
      section 'policy' can be overridden; such an evaluation goes into eval/POLICY/ and leaves the run's own as it is.

        workbench eval @last policy=entropy policy.budget=12M policy.accuracy=0.7

      With --latency, leaving early is also timed for real: one image at a time (median and 90th percentile), and images per \
      second in batches, beside what the count of operations promises. The figures go into latency.json beside the evaluation.
      """)

  @Argument(
    help: ArgumentHelp("A run, or RUN:best, RUN:last, RUN:step-00001130.", valueName: "run"), completion: .weights)
  var target: String
  @Argument(
    help: "Values that override the recipe's section 'policy': policy=margin policy.budget=12M",
    completion: .policyKeys)
  var overrides: [String] = []
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Also measure how fast leaving early really is.")
  var latency = false
  @Option(help: "Batch sizes at which speed is measured, one to three numbers.")
  var batchSizes = "1,32,256"
  @Flag(help: "Print the evaluation as JSON; with --latency, the measured speed.")
  var json = false

  func validate() throws {
    _ = try sizes
    guard let other = overrides.first(where: { !PolicyOverride.isOne($0) }) else { return }
    throw ValidationError(
      "eval replaces values of 'policy' only, such as policy.budget=12M; with '\(other)' it would be another run")
  }

  func run() throws {
    let registry = try Registry.linked()
    let weights = try RunWeights.find(target, in: runs.path)
    let settings = latency ? SpeedSettings(batchSizes: try sizes) : nil
    let (evaluation, speed) = try weights.evaluate(registry: registry, overrides: overrides, speed: settings)
    if json {
      try StandardOutput.print((latency ? speed : nil)?.json() ?? evaluation.json(), terminator: "")
    } else {
      try StandardOutput.print(EvaluationTable(evaluation).text, terminator: "")
      if let speed { try StandardOutput.print("\n" + SpeedTable(speed).text, terminator: "") }
    }
  }

  private var sizes: [Int] {
    get throws {
      let parts = batchSizes.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      guard (1...SpeedTable.sizeLimit).contains(parts.count), parts.allSatisfy((1...65_536).contains) else {
        throw ValidationError(
          "--batch-sizes takes one to three numbers from 1 to 65536 such as 1,32,256, not '\(batchSizes)'")
      }
      return parts
    }
  }
}
