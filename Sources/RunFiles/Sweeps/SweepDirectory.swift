import Files
import Foundation

/// The folder of a sweep: which runs belong together, and every path in it.
///
/// The runs themselves lie beside it, as run directories like any other:
/// ```
/// runs/
///   dfs-msdnet-sweep-261124-0612-k7f2/
///     sweep.json  sweep.lock          the members, and who carries them out
///     recipe.yaml                     as it was given
///     workers/001.log                 what member 1 wrote to standard error
///   dfs-msdnet-261124-0612-s1-p3aa/   member 1
///   dfs-msdnet-261124-0612-s1-m9xe/   member 2
/// ```
package struct SweepDirectory: Sendable, Hashable {
  package let path: String

  package init(path: String) { self.path = path }

  /// The folder's name, which is the sweep's id.
  package var id: String { (path as NSString).lastPathComponent }

  /// The last part of the id, by which people call a sweep.
  package var shortID: String { id.lastIDPart }

  /// The folder that the members lie in.
  package var parent: String {
    let parent = path.parentFolder
    return parent.isEmpty ? "." : parent
  }

  /// How a command names the sweep: its short id, with the folder of all runs where that is not the standard one.
  package var argument: String { path.commandArgument }

  package var record: String { path + "/sweep.json" }
  package var lock: String { path + "/sweep.lock" }
  package var recipe: String { path + "/recipe.yaml" }
  package var workers: String { path + "/workers" }

  /// Whether a process is carrying the sweep out.
  package var isRunning: Bool { WorkLock.isHeld(at: lock) }

  /// Makes the folder of a new sweep, with a name that no other sweep or run has.
  package static func make(
    in parent: String, name: String, date: Date, random: inout some RandomNumberGenerator
  ) throws(FileError) -> SweepDirectory {
    let path = try NewFolder.make(in: parent, prefix: "\(name)-sweep", date: date, random: &random)
    let directory = SweepDirectory(path: path)
    try DurableFile.makeFolder(directory.workers)
    return directory
  }

  package func readRecord() throws(FileError) -> SweepRecord {
    let record = try JSONFile.read(SweepRecord.self, from: self.record)
    // Names of folders, not paths: a record from elsewhere must not lead out of the folder of all runs.
    guard record.members.allSatisfy({ !$0.run.isEmpty && !$0.run.contains("/") && !$0.run.hasPrefix(".") }) else {
      throw FileError(path: self.record, reason: "is damaged: it names members outside of its folder")
    }
    return record
  }

  package func write(_ record: SweepRecord) throws { try JSONFile.write(record, to: self.record) }

  /// Keeps the recipe as it was given.
  package func writeRecipe(_ text: String) throws { try DurableFile.write(Data(text.utf8), to: recipe) }

  /// The run directory of a member, which may be gone.
  package func directory(of member: SweepRecord.Member) -> RunDirectory {
    RunDirectory(path: "\(parent)/\(member.run)")
  }

  /// What the worker of a member says on standard error.
  package func workerLog(of member: SweepRecord.Member) -> String {
    "\(workers)/\(String(format: "%03d", member.number)).log"
  }
}
