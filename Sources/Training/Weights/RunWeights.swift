import Errors
import Foundation
import RunFiles
import WorkbenchCore

/// The weights of a checkpoint of a run: `RUN`, `RUN:best`, `RUN:last` or `RUN:step-00001130`.
package struct RunWeights {
  package let directory: RunDirectory
  package let checkpoint: Checkpoint
  /// As a user names it.
  package let name: String
  package let epoch: Int

  /// - Throws: ``CheckpointNotFound``; ``CheckpointDamaged``.
  package init(of directory: RunDirectory, _ which: String) throws {
    let path = directory.checkpoints + "/" + which
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let isName = which == "best" || which == "last" || which.hasPrefix("step-")
    guard isName, !which.contains("/"), FileManager.default.fileExists(atPath: target) else {
      let links = ["best", "last"].filter { FileManager.default.fileExists(atPath: "\(directory.checkpoints)/\($0)") }
      let known = links + Checkpoint.all(in: directory.checkpoints).map(\.name)
      throw CheckpointNotFound(id: directory.id, name: which, known: known)
    }
    checkpoint = Checkpoint(path: target)
    try checkpoint.verify()
    epoch = try checkpoint.readEpoch()
    (self.directory, name) = (directory, "\(directory.id):\(checkpoint.name)")
  }

  /// The checkpoints of a run that are whole, oldest first.
  package static func kept(of directory: RunDirectory) throws -> [RunWeights] {
    try Checkpoint.all(in: directory.checkpoints).reversed().map { try RunWeights(of: directory, $0.name) }
  }

  /// The name of the checkpoint's folder.
  package var checkpointName: String { checkpoint.name }

  package func load(into network: Network) throws { try checkpoint.restoreWeights(network) }
}

/// A checkpoint that a run does not have.
package struct CheckpointNotFound: StatusedError, CustomStringConvertible, Equatable {
  package let id: String
  package let name: String
  /// The links and checkpoints that it has, latest first.
  package let known: [String]

  package var description: String {
    "\(id) has no checkpoint '\(name)'\n  "
      + (known.isEmpty ? "it has none yet" : "it has \(known.joined(separator: ", "))")
  }

  package var exitStatus: ExitStatus { .missingInput }
}
