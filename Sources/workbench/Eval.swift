import ArgumentParser
import Foundation
import Runs
import WorkbenchCore

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recompute a run's accuracies and its budgeted curve from a checkpoint.",
    discussion: "Thresholds are fitted on the calibration split and applied to the test split.")

  @Argument(help: ArgumentHelp("A run, or RUN:best, RUN:last, RUN:step-00001130.", valueName: "run"))
  var target: String
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Print the evaluation as JSON.")
  var json = false

  func run() throws {
    let registry = try Registry.linked()
    let weights = try RunWeights.find(target, in: runs.path)
    let evaluation = try weights.evaluate(registry: registry)
    if json {
      print(try evaluation.json(), terminator: "")
    } else {
      print(EvaluationTable(evaluation).text)
    }
  }
}
