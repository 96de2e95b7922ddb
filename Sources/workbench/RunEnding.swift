import ArgumentParser
import Foundation
import Runs
import WorkbenchCore

/// The last words of a run.
enum RunEnding {
  /// Prints the table of a finished run, or how to go on with an interrupted one.
  ///
  /// - Throws: the exit status after a signal.
  static func report(_ outcome: RunSession.Outcome, of directory: RunDirectory) throws {
    switch outcome {
    case .finished(let evaluation):
      print()
      print(EvaluationTable(evaluation).text)
      print("run  \(directory.path)")
    case .interrupted(let signal):
      Terminal.printLine("saved and paused; go on with: workbench resume \(directory.argument)")
      throw ExitCode(128 + signal)
    }
  }
}

extension Interrupts {
  /// Listens to signals, and says that they were heard.
  static func shownOnTerminal() -> Interrupts {
    let interrupts = Interrupts()
    interrupts.listen { signal in
      Terminal.printLine("\nstopping after this step" + (signal == SIGINT ? " (again to quit without saving)" : ""))
    }
    return interrupts
  }
}

/// The accuracies and costs of all exits, in at most 80 columns.
struct EvaluationTable {
  private let evaluation: RunEvaluation

  init(_ evaluation: RunEvaluation) { self.evaluation = evaluation }

  var text: String {
    let test = evaluation.test
    var lines = ["test, \(test.samples) images, checkpoint of epoch \(evaluation.epoch)", ""]
    lines.append(row("exit", test.top1.indices.map { "\($0 + 1)" } + ["mean", "ensemble"]))
    lines.append(row("top-1 %", test.top1.map(Figures.percent) + [test.mean, test.ensemble].map(Figures.percent)))
    lines.append(row("top-5 %", test.top5.map(Figures.percent)))
    lines.append(row("loss", test.loss.map { String(format: "%.3f", $0) }))
    lines.append(row("MACs", evaluation.costs.multiplyAccumulates.map { Figures.large(Double($0)) }))
    lines.append(row("parameters", evaluation.costs.parameters.map { Figures.large(Double($0)) }))
    lines += budgetLines
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ name: String, _ cells: [String]) -> String {
    let width = evaluation.test.top1.count > 5 ? 8 : 10
    return name.padded(right: 11) + cells.map { $0.padded(left: width) }.joined()
  }

  /// A few points of the budgeted curve.
  private var budgetLines: [String] {
    guard let from = evaluation.thresholdsFrom else { return [] }
    let shown = [5, 10, 20, 40].compactMap { number in evaluation.curve.first { $0.budget == number } }
    let points = shown.map { "\(Figures.percent($0.accuracy)) % at \(Figures.large(Double($0.cost)))MACs" }
    return [
      "", "leaving early (\(evaluation.policy), thresholds from \(from)):",
      "  " + points.joined(separator: " · "),
    ]
  }
}
