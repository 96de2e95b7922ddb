import ArgumentParser
import Errors
import Foundation
import RunFiles
import Training
import WorkbenchCore

/// The program as a library, for executables with plugins of their own.
public enum Workbench {
  /// Reads the arguments of the process, carries out the command that they name, and ends the process with its exit status.
  ///
  /// ```swift
  /// import LinkedPlugins
  /// import Workbench
  ///
  /// Workbench.main(plugins: linkedPlugins)
  /// ```
  /// - Parameter plugins: where the components come from that recipes can name.
  public static func main(plugins: [any Plugin.Type]) {
    LinkedComponents.plugins.withLock { $0 = plugins }
    WorkbenchCommand.main()
  }
}

/// The program's commands: it reads arguments, prints, and chooses the exit status; everything else is in the modules below.
struct WorkbenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workbench", abstract: "Compare ways to train networks with several exits.",
    discussion: """
      A recipe names a data set, a backbone, heads, a strategy and how to train. Start with

        workbench run dfs-msdnet

      Exit status: 0 done, 1 the run failed, 64 usage, 65 bad recipe or data, 66 missing input, 69 device or server not available, \
      70 a bug of ours, 73 cannot create or locked, 74 input/output or disk full, \
      75 stopped at a time limit, 130 and 143 after signals.
      """,
    version: Program.version,
    subcommands: [
      Run.self, Resume.self, Eval.self, Predict.self, Visualise.self, ExportCommand.self, Compare.self, Diff.self,
      Explain.self, List.self, Show.self, Label.self, Note.self, Clean.self, DataCommand.self, Efficiency.self,
      New.self, Doctor.self,
    ])

  static func main() {
    WaitPolicy.apply()
    StandardStreams.prepare()
    Foundation.exit(carryOut(ArgumentSpelling.accepted(Array(CommandLine.arguments.dropFirst()))))
  }

  /// Does what the arguments say.
  ///
  /// - Returns: the exit status.
  private static func carryOut(_ arguments: [String]) -> Int32 {
    do {
      do {
        try ArgumentSpelling.check(CommandLine.unsafeArgv)
        try CommandNames.check(arguments)
        var command = try parseAsRoot(arguments)
        try command.run()
      } catch let error where isOfArgumentParser(error) && exitCode(for: error).isSuccess {
        // The help, the version, or a script for a shell.
        let text = fullMessage(for: error)
        if !text.isEmpty { try StandardOutput.print(text) }
      }
      return 0
    } catch let status as ExitCode {
      return status.rawValue
    } catch let error as OutputError where error.isClosedPipe {
      StandardStreams.endByClosedPipe()
    } catch let error where isOfArgumentParser(error) {
      // With the same first word as our own errors, so that scripts can look for one.
      let message = fullMessage(for: error)
      Terminal.printLine(message.hasPrefix("Error: ") ? "e" + message.dropFirst() : message)
      return exitCode(for: error).rawValue
    } catch {
      Terminal.printError(error)
      return ExitStatus(of: error).rawValue
    }
  }

  private static func isOfArgumentParser(_ error: any Error) -> Bool {
    error is CleanExit || error is ExitCode || error is ValidationError
      || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }
}

/// What the first words of a command line can be.
enum CommandNames {
  /// Finds a name that no command has, which the argument parser would take for an argument too many.
  ///
  /// - Throws: ``UsageError`` with the name that was probably meant.
  static func check(_ arguments: [String]) throws {
    var commands = WorkbenchCommand.configuration.subcommands
    var path = "workbench"
    for word in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
      guard !commands.isEmpty, !word.hasPrefix("-") else { return }
      guard let command = commands.first(where: { $0.name == word }) else {
        let names = commands.map { $0.name }
        let guess = nearest(to: word, in: names).map { "; did you mean '\($0)'?" } ?? ""
        throw UsageError("there is no command '\(path) \(word.printable)'\(guess)\n  '\(path) --help' shows all")
      }
      path += " \(word)"
      commands = command.configuration.subcommands
    }
  }
}

extension ParsableCommand {
  fileprivate static var name: String { configuration.commandName ?? "\(self)".lowercased() }
}

/// How arguments may be written.
enum ArgumentSpelling {
  /// Finds an argument that is not UTF-8, from whose text the file that it names could not be found again.
  ///
  /// - Throws: ``UsageError`` with the argument as far as it can be shown.
  static func check(_ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>) throws {
    var next = arguments
    while let argument = next.pointee {
      guard String(validatingCString: argument) != nil else {
        throw UsageError(
          "'\(String(cString: argument).printable)' is not UTF-8, and names of files must be\n  rename the file or folder, as convmv does"
        )
      }
      next += 1
    }
  }

  /// Takes spellings besides the documented ones.
  static func accepted(_ arguments: [String]) -> [String] {
    guard arguments.first == "visualize" else { return arguments }
    return ["visualise"] + arguments.dropFirst()
  }
}

/// Starts the program anew with the waiting policy that ``Threads`` chooses, before libtorch's threads exist.
enum WaitPolicy {
  static func apply() {
    guard getenv(Threads.waitPolicyVariable) == nil else { return }
    for (variable, value) in Threads.waiting { setenv(variable, value, 0) }
    // The bytes as they were given, which need not be UTF-8.
    execv("/proc/self/exe", CommandLine.unsafeArgv)
    // Where the program cannot start itself anew it goes on: slower beside busy neighbours, with the same results.
  }
}
