import Files
import Foundation

/// The folder of one run: every path in it, and nothing about what the files hold.
///
/// ```
/// runs/dfs-msdnet-261124-0612-s1-k7f2/
///   run.json  run.lock             who runs it, and how it stands
///   annotations.json               labels and notes, if there are any
///   recipe.yaml  recipe.resolved.yaml
///   environment.json  data.json    where the numbers come from
///   weights.json                   which file of weights it began from, if any
///   metrics.jsonl  metrics.csv     the truth, and one row per epoch made from it
///   run.log
///   checkpoints/step-00001130/     and the links best and last
///   images/  eval/  tb/
/// ```
package struct RunDirectory: Sendable, Hashable {
  package let path: String

  package init(path: String) { self.path = path }

  /// The folder's name, which is the run's id.
  package var id: String { (path as NSString).lastPathComponent }

  /// The last part of the id, by which people call a run.
  package var shortID: String { id.lastIDPart }

  /// The folder of all runs that a command looks in when it is not told another one.
  package static let standardParent = "runs"

  /// How a command names the run: its short id, with the folder of all runs where that is not the standard one.
  package var argument: String { path.commandArgument }

  /// Whether the folder is there.
  package var exists: Bool { FileManager.default.fileExists(atPath: path) }

  package var record: String { path + "/run.json" }
  package var lock: String { path + "/run.lock" }
  package var annotations: String { path + "/annotations.json" }
  package var recipe: String { path + "/recipe.yaml" }
  package var resolvedRecipe: String { path + "/recipe.resolved.yaml" }
  package var environment: String { path + "/environment.json" }
  package var data: String { path + "/data.json" }
  package var weights: String { path + "/weights.json" }
  package var metrics: String { path + "/metrics.jsonl" }
  package var table: String { path + "/metrics.csv" }
  package var log: String { path + "/run.log" }
  package var checkpoints: String { path + "/checkpoints" }
  package var images: String { path + "/images" }
  package var features: String { path + "/images/features" }
  package var conflict: String { path + "/images/conflict" }
  package var evaluations: String { path + "/eval" }
  package var tensorBoard: String { path + "/tb" }
  package var exports: String { path + "/export" }
  package var failure: String { path + "/failure.json" }

  // MARK: - Making

  /// Makes the folder of a new run, with a name that no other run has.
  ///
  /// The parent, the folder of all runs, is made when it is not there; the id's last part is drawn from `random`.
  package static func make(
    in parent: String, name: String, seed: UInt64, date: Date, random: inout some RandomNumberGenerator
  ) throws(FileError) -> RunDirectory {
    let path = try NewFolder.make(in: parent, prefix: name, mark: "-s\(seed)", date: date, random: &random)
    let directory = RunDirectory(path: path)
    for folder in [directory.checkpoints, directory.images, directory.evaluations] {
      try DurableFile.makeFolder(folder)
    }
    return directory
  }
}
