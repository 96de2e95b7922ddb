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
      Terminal.printLine("stopping after this step" + (signal == SIGINT ? " (again to quit without saving)" : ""))
    }
    return interrupts
  }
}

/// The accuracies and costs of all exits, a row for each, in at most 80 columns.
struct EvaluationTable {
  private let evaluation: RunEvaluation

  init(_ evaluation: RunEvaluation) { self.evaluation = evaluation }

  var text: String {
    let test = evaluation.test
    let costs = evaluation.costs
    var lines = ["test, \(test.samples) images, checkpoint of epoch \(evaluation.epoch)", ""]
    lines.append(row("exit", ["top-1 %", "top-5 %", "loss", "MACs", "parameters"]))
    for exit in test.top1.indices {
      lines.append(
        row(
          "\(exit + 1)",
          [
            Figures.percent(test.top1[exit]), Figures.percent(test.top5[exit]), Figures.loss(test.loss[exit]),
            Figures.large(Double(costs.multiplyAccumulates[exit])), Figures.large(Double(costs.parameters[exit])),
          ]))
    }
    lines.append(row("mean", [Figures.percent(test.mean)]))
    lines.append(row("ensemble", [Figures.percent(test.ensemble)]))
    lines += budgetLines
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ name: String, _ cells: [String]) -> String {
    name.padded(right: 10) + zip(cells, [10, 10, 10, 10, 13]).map { $0.padded(left: $1) }.joined()
  }

  /// A few points of the budgeted curve.
  private var budgetLines: [String] {
    guard let from = evaluation.thresholdsFrom else { return [] }
    let shown = [5, 10, 15, 20, 30, 40].compactMap { number in evaluation.curve.first { $0.budget == number } }
    func row(_ name: String, _ cell: (BudgetedBatch.Point) -> String) -> String {
      name.padded(right: 10) + shown.map { cell($0).padded(left: 10) }.joined()
    }
    return [
      "", "leaving early by \(evaluation.policy), thresholds from the \(from) split", "",
      row("mean MACs") { Figures.large(Double($0.cost)) }, row("top-1 %") { Figures.percent($0.accuracy) },
    ]
  }
}
