import Foundation
import Testing

/// The built program, run as a user runs it: by its arguments, in the project's folder, on one thread.
enum Program {
  /// It lies beside the tests' own program, so debug tests run the debug build and release tests the release build.
  static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "workbench").path

  static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// What a process came to.
  struct Ending: Sendable {
    /// As a shell gives it: 128 and the signal's number for a process that a signal ended.
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: String..., environment: [String: String] = [:], in current: String = project
  ) throws -> Ending {
    try Running(arguments, environment: environment, in: current).ending()
  }

  /// Runs a line of the shell in which `$WORKBENCH` is the program.
  static func shell(_ line: String) throws -> Ending {
    try Running(executable: "/bin/sh", ["-c", line], environment: ["WORKBENCH": path]).ending()
  }
}

/// A process of the program that is under way.
final class Running {
  private let process = Process()
  private let folder: TemporaryFolder

  /// Starts the program; `current` is the folder that it runs in, and `errors` where its messages go.
  init(
    executable: String = Program.path, _ arguments: [String], environment: [String: String] = [:],
    in current: String = Program.project, errors: FileHandle? = nil
  ) throws {
    // Into files, not pipes: a pipe's end would also be held by processes that other tests start meanwhile.
    folder = try TemporaryFolder()
    var variables = ProcessInfo.processInfo.environment
    for name in ["OMP_WAIT_POLICY", "FORCE_COLOR", "NO_COLOR"] { variables[name] = nil }
    variables["OMP_NUM_THREADS"] = "1"
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: current)
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try folder.makeFile("output")
    process.standardError = try errors ?? folder.makeFile("errors")
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var identifier: Int32 { process.processIdentifier }

  /// Sends a signal, unless the process has ended: its number may be another's by now.
  func send(_ signal: Int32) { if process.isRunning { kill(process.processIdentifier, signal) } }

  /// Waits until something holds that the program brings about.
  ///
  /// - Throws: ``GaveUp`` when the program ends before, or takes minutes.
  func wait(for what: String, _ holds: () -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while !holds() {
      guard process.isRunning else { throw GaveUp(what: what, errors: folder.text("errors")) }
      guard ContinuousClock.now < deadline else { throw GaveUp(what: what, errors: "the deadline has passed") }
      usleep(500)
    }
  }

  /// Waits for the end.
  func ending() -> Program.Ending {
    process.waitUntilExit()
    let status = process.terminationStatus
    return Program.Ending(
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status, output: folder.text("output"),
      errors: folder.text("errors"))
  }

  /// Something that was waited for in vain.
  struct GaveUp: Error, CustomStringConvertible {
    let what: String
    let errors: String
    var description: String { "waited in vain for \(what): \(errors)" }
  }
}

/// A folder that is removed with the value, at the latest at the end of the process.
final class TemporaryFolder: Sendable {
  let path: String

  /// Holds all of them, and goes with the process: values that are kept to the end are never released.
  private static let root: String = {
    atexit { try? FileManager.default.removeItem(atPath: TemporaryFolder.root) }
    return FileManager.default.temporaryDirectory.path + "/workbench-tests-\(getpid())"
  }()

  init() throws {
    path = Self.root + "/" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  fileprivate func makeFile(_ name: String) throws -> FileHandle {
    try Data().write(to: URL(filePath: "\(path)/\(name)"))
    return try FileHandle(forWritingTo: URL(filePath: "\(path)/\(name)"))
  }

  func text(_ name: String) -> String { (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? "" }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
  }
}
