import ArgumentParser
import Errors
import RunFiles
import Sweeps

/// What is printed at the end of a sweep.
enum SweepEnding {
  /// Prints how many members finished and the sweep's directory, or how to resume it.
  ///
  /// - Throws: exit status 1 unless every member has finished, or the one after a signal or a time limit.
  static func report(_ outcome: SweepSession.Outcome, of directory: SweepDirectory) throws {
    switch outcome {
    case .ended(let finished, let failed, let paused):
      let parts = [
        "\(finished) finished", failed > 0 ? "\(failed) failed" : nil, paused > 0 ? "\(paused) paused" : nil,
      ]
      Terminal.printLine()
      Terminal.printLine("done: " + parts.compactMap { $0 }.joined(separator: ", "))
      if failed + paused > 0 { Terminal.printLine("try again what is left: workbench resume \(directory.argument)") }
      if finished > 1 { Terminal.printLine("compare them: workbench compare \(directory.argument)") }
      try StandardOutput.print("sweep  \(directory.path)")
      if failed + paused > 0 { throw ExitCode(ExitStatus.runFailed) }
    case .interrupted(let interruption):
      Terminal.printLine("saved and paused; go on with: workbench resume \(directory.argument)")
      throw ExitCode(interruption.exitStatus)
    }
  }
}
