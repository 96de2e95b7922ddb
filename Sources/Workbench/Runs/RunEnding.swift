import ArgumentParser
import Foundation
import RunFiles
import Sessions
import Sweeps
import Training

/// What is printed at the end of a run.
enum RunEnding {
  /// Prints the table of a finished run, or how to go on with an interrupted one.
  ///
  /// - Throws: the exit status after a signal or a time limit.
  static func report(_ outcome: RunSession.Outcome, of directory: RunDirectory) throws {
    switch outcome {
    case .finished(let evaluation, let speed):
      try StandardOutput.print()
      try StandardOutput.print(EvaluationTable(evaluation).text)
      if let speed { try StandardOutput.print(SpeedTable(speed).text) }
      try StandardOutput.print("run  \(directory.path)")
    case .interrupted(let interruption):
      Terminal.printLine("saved and paused; go on with: workbench resume \(directory.argument)")
      throw ExitCode(interruption.exitStatus)
    }
  }
}

extension Interrupts {
  /// Stops at signals and at a time limit, and reports them on the terminal; a second Ctrl-C kills the `workers`.
  static func shownOnTerminal(_ time: TimeLimitOption, workers: WorkerGroup? = nil) -> Interrupts {
    let interrupts = Interrupts()
    let what = workers == nil ? "after this step" : "after the steps under way"
    interrupts.listen {
      workers?.send(SIGKILL)
    } _: { signal in
      Terminal.printLine("stopping \(what)" + (signal == SIGINT ? " (again to quit without saving)" : ""))
    }
    if let limit = time.limit {
      interrupts.stop(after: limit.seconds) { Terminal.printLine("the time limit has passed: stopping \(what)") }
    }
    return interrupts
  }

  /// Stops at signals without a message.
  static func silent() -> Interrupts {
    let interrupts = Interrupts()
    interrupts.listen()
    return interrupts
  }
}
