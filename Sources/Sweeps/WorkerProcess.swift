import Files
import Foundation

/// A process of this same program that carries out one run of a sweep.
///
/// It has a process group of its own, so that a Ctrl-C in the terminal reaches it once, through whoever carries the sweep out.
/// Its standard input is a pipe that nothing is written to: when its end comes, the worker saves and stops.
final class WorkerProcess {
  /// How a worker ended.
  enum Ending: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  let identifier: pid_t
  /// Where ``WorkerReport``s are read from; does not block.
  let output: Int32
  private let leash: Int32
  private var unread = Data()

  /// Starts the program anew.
  ///
  /// - Parameters:
  ///   - arguments: those after the program's name.
  ///   - environment: variables that are added to this process's own.
  ///   - log: the file that standard error goes to; what an earlier worker said is gone.
  /// - Throws: ``FileError`` when no process can be started.
  init(_ arguments: [String], environment: [String: String], log: String) throws(FileError) {
    let input = try Pipe()
    let output = try Pipe()
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input.readEnd, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.writeEnd, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)

    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var argv = ([CommandLine.arguments.first ?? "workbench"] + arguments).map { strdup($0) } + [nil]
    var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var identifier = pid_t()
    // The file that this process runs, even when a new build has taken its name meanwhile.
    let failure = posix_spawn(&identifier, "/proc/self/exe", &actions, &attributes, &argv, &envp)
    close(input.readEnd)
    close(output.writeEnd)
    guard failure == 0 else {
      close(input.writeEnd)
      close(output.readEnd)
      throw FileError(path: log, reason: "no worker can be started: \(String(cString: strerror(failure)))")
    }
    (self.identifier, leash, self.output) = (identifier, input.writeEnd, output.readEnd)
    _ = fcntl(self.output, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(leash)
    close(output)
  }

  /// The reports that have come; `nil` once the worker has closed its output, which it does by ending.
  func reports() -> [WorkerReport]? {
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    var hasEnded = false
    while true {
      let count = read(output, &chunk, chunk.count)
      if count > 0 {
        unread += chunk[..<count]
      } else if count == 0 {
        hasEnded = true
        break
      } else if errno != EINTR {
        break
      }
    }
    var reports: [WorkerReport] = []
    while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
      if let report = try? JSONDecoder().decode(WorkerReport.self, from: Data(unread[..<end])) {
        reports.append(report)
      }
      unread = Data(unread[(end + 1)...])
    }
    return hasEnded && reports.isEmpty ? nil : reports
  }

  /// Waits until the process has ended.
  func ending() -> Ending {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 {
      guard errno == EINTR else { return .exited(0) }
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
  }

  /// Two ends of a pipe that no other process inherits.
  private struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws(FileError) {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else {
        throw FileError(path: "pipe", reason: String(cString: strerror(errno)))
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (readEnd, writeEnd) = (ends[0], ends[1])
    }
  }
}
