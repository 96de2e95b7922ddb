import ArgumentParser
import Foundation
import Runs
import WorkbenchCore

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recompute what a run's exits are worth, and what leaving early comes to, from a checkpoint.",
    discussion: """
      Thresholds are fitted on the calibration split and applied to the test split; the run's eval/ is written anew. Values of \
      the section 'policy' may be replaced; such an evaluation goes into eval/POLICY/ and leaves the run's own alone.

        workbench eval @last policy=entropy policy.budget=12M policy.accuracy=0.7
      """)

  @Argument(help: ArgumentHelp("A run, or RUN:best, RUN:last, RUN:step-00001130.", valueName: "run"))
  var target: String
  @Argument(help: "Values that replace the recipe's in the section 'policy': policy=margin policy.budget=12M")
  var overrides: [String] = []
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Print the evaluation as JSON.")
  var json = false

  func validate() throws {
    let isPolicy = { (override: String) in override.hasPrefix("policy.") || override.hasPrefix("policy=") }
    guard let other = overrides.first(where: { !isPolicy($0) }) else { return }
    throw ValidationError(
      "eval replaces values of 'policy' only, such as policy.budget=12M; with '\(other)' it would be another run")
  }

  func run() throws {
    let registry = try Registry.linked()
    let weights = try RunWeights.find(target, in: runs.path)
    let evaluation = try weights.evaluate(registry: registry, overrides: overrides)
    if json {
      print(try evaluation.json(), terminator: "")
    } else {
      print(EvaluationTable(evaluation).text)
    }
  }
}
