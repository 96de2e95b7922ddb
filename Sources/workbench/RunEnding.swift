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
    case .finished(let evaluation, let speed):
      print()
      print(EvaluationTable(evaluation).text)
      if let speed { print(SpeedTable(speed).text) }
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
