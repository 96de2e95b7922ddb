import Files
import Foundation

/// How a run stands.
package enum RunState: String, Sendable, Codable, CaseIterable {
  /// Made by a sweep, but not begun.
  case waiting
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
  /// The SHA-256 of `recipe.resolved.yaml` as it was written; absent in records of earlier versions.
  package var recipeDigest: String?
  package var state: RunState
  package var process: Int32
  package var host: String
  /// The commands that worked on the run, the first one first.
  package var commands: [[String]]
  package var created: Date
  package var updated: Date
  /// Where the weights came from, for `--from`.
  package var parent: String?
  /// The id of the sweep that the run belongs to.
  package var sweep: String?
  package var epoch: Int
  package var epochs: Int
  package var step: Int
  /// Seconds of training and validation in the epochs that are closed; absent in records of earlier versions.
  package var seconds: Double?
  /// Processor time of the same, of all threads, summed over the processes that worked on the run.
  package var processorSeconds: Double?
  /// Seconds of everything beside training and validation: metrics, pictures, checkpoints, pages; absent in records of earlier
  /// versions.
  package var recordingSeconds: Double?
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
    if record.state == .running, !WorkLock.isHeld(at: lock) { record.state = .lost }
    return record
  }

  package func write(_ record: RunRecord) throws { try JSONFile.write(record, to: self.record) }

  /// Keeps a little of the disk back, so that a run that fills it can still say why it failed.
  package func reserveSpace() throws(FileError) {
    try DurableFile.writeSynced(Data(repeating: 0, count: 64 << 10), to: path + Self.reserve)
  }

  /// Gives the kept space back.
  package func releaseSpace() { unlink(path + Self.reserve) }

  private static let reserve = "/.reserve"
}
