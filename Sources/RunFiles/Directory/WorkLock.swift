import Errors
import Files
import Foundation

/// The right to work on a run or a sweep: one process at a time has it.
///
/// The kernel releases it with the process, so a killed run never blocks its own resumption.
package final class WorkLock {
  private let file: Int32

  /// Takes the lock of a run.
  ///
  /// - Throws: ``RunBusy`` when another process has it; ``FileError`` when the file cannot be made.
  package convenience init(_ run: RunDirectory) throws {
    try self.init(at: run.lock, id: run.id) { (try? run.readRecord())?.process }
  }

  /// Takes the lock of a sweep.
  ///
  /// - Throws: as for a run.
  package convenience init(_ sweep: SweepDirectory) throws {
    try self.init(at: sweep.lock, id: sweep.id) { (try? sweep.readRecord())?.process }
  }

  private init(at path: String, id: String, holder: () -> Int32?) throws {
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError(path: path, errno: errno) }
    // Who only asks whether a run is alive has the lock for an instant; that is no reason to give up.
    var attempts = 0
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      attempts += 1
      guard attempts == 10 else {
        usleep(10_000)
        continue
      }
      close(file)
      throw RunBusy(id: id, process: holder())
    }
  }

  deinit { close(file) }

  /// Whether some process has the lock.
  static func isHeld(at path: String) -> Bool {
    // Reading is enough to ask, and somebody else's run may not be written to.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    guard flock(file, LOCK_SH | LOCK_NB) == 0 else { return true }
    flock(file, LOCK_UN)
    return false
  }
}

extension RunDirectory {
  /// How many other runs of the same folder some process is working on.
  package var runsBeside: Int {
    let parent = path.parentFolder
    let folder = parent.isEmpty ? "." : parent
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.count { $0 != id && WorkLock.isHeld(at: RunDirectory(path: "\(folder)/\($0)").lock) }
  }
}

/// A run or sweep that another process is working on.
package struct RunBusy: StatusedError, CustomStringConvertible {
  package let id: String
  package let process: Int32?

  package var description: String {
    let who = process.map { "process \($0)" } ?? "another process"
    return
      "\(id) is being worked on by \(who)\n  wait for it, or stop it with: kill \(process.map(String.init) ?? "PID")"
  }

  package var exitStatus: ExitStatus { .cannotCreate }
}
