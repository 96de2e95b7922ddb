import Foundation

/// How a run stands.
package enum RunState: String, Sendable, Codable {
  case running
  /// Stopped by a signal, ready to be resumed.
  case paused
  case finished
  case failed
  /// Its process is gone without having said so: killed, or the machine went down.
  case lost
}

/// What `run.json` says of a run.
package struct RunRecord: Sendable, Codable {
  package var id: String
  /// The recipe's name.
  package var name: String
  package var seed: UInt64
  /// The strategies of the recipe, joined by `+`.
  package var strategy: String
  /// What runs that differ only in seed and name have in common.
  package var group: String
  package var state: RunState
  package var process: Int32
  package var host: String
  /// The commands that worked on the run, the first one first.
  package var commands: [[String]]
  package var created: Date
  package var updated: Date
  /// Where the weights came from, for `--from`.
  package var parent: String?
  package var epoch: Int
  package var epochs: Int
  package var step: Int
  /// The best validation accuracy (mean over exits) so far.
  package var best: Double?
  /// The test accuracy of every exit, once the run has finished.
  package var test: [Double]?
  /// Why the run failed.
  package var failure: String?

  package init(
    id: String, name: String, seed: UInt64, strategy: String, group: String, command: [String], created: Date,
    parent: String?, epochs: Int
  ) {
    (self.id, self.name, self.seed) = (id, name, seed)
    (self.strategy, self.group, self.parent) = (strategy, group, parent)
    (self.created, updated, self.epochs) = (created, created, epochs)
    (state, epoch, step) = (.running, 0, 0)
    process = getpid()
    host = ProcessInfo.processInfo.hostName
    commands = [command]
  }
}

extension RunDirectory {
  package func readRecord() throws(FileError) -> RunRecord {
    var record = try JSONFile.read(RunRecord.self, from: self.record)
    // The lock is the truth: the kernel releases it when a process ends, however it ends.
    if record.state == .running, !RunLock.isHeld(at: lock) { record.state = .lost }
    return record
  }

  package func write(_ record: RunRecord) throws { try JSONFile.write(record, to: self.record) }

  /// Keeps a little of the disk back, so that a run that fills it can still say why it failed.
  func reserveSpace() throws(FileError) {
    try DurableFile.writeSynced(Data(repeating: 0, count: 64 << 10), to: path + Self.reserve)
  }

  /// Gives the kept space back.
  func releaseSpace() { unlink(path + Self.reserve) }

  private static let reserve = "/.reserve"
}

/// The right to work on a run: one process at a time has it.
///
/// The kernel releases it with the process, so a killed run never blocks its own resumption.
package final class RunLock {
  private let file: Int32

  /// - Throws: ``RunBusy`` when another process has it; ``FileError`` when the file cannot be made.
  package init(_ directory: RunDirectory) throws {
    file = open(directory.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError(path: directory.lock, errno: errno) }
    // Who only asks whether a run is alive has the lock for an instant; that is no reason to give up.
    var attempts = 0
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      attempts += 1
      guard attempts == 10 else {
        usleep(10_000)
        continue
      }
      close(file)
      throw RunBusy(id: directory.id, process: (try? directory.readRecord())?.process)
    }
  }

  deinit { close(file) }

  static func isHeld(at path: String) -> Bool {
    // Reading is enough to ask, and somebody else's run may not be written to.
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    guard flock(file, LOCK_SH | LOCK_NB) == 0 else { return true }
    flock(file, LOCK_UN)
    return false
  }
}

/// A run that another process is working on.
package struct RunBusy: Error, CustomStringConvertible {
  package let id: String
  package let process: Int32?

  package var description: String {
    let who = process.map { "process \($0)" } ?? "another process"
    return
      "\(id) is being worked on by \(who)\n  wait for it, or stop it with: kill \(process.map(String.init) ?? "PID")"
  }
}
