import Digest
import Errors
import Files
import Foundation

/// A folder with everything that a run needs to go on, written whole or not at all.
///
/// ```
/// step-00001130/
///   model.safetensors  optimizer.safetensors  strategy.safetensors
///   state.json
///   manifest.json                  sizes and SHA-256 of the others, written last
/// ```
/// It is made under a temporary name, synced, and renamed. One of the same step is moved aside first, and comes back when the
/// process is killed in between. A checkpoint whose manifest does not match is not used.
package struct Checkpoint {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  package var name: String { (path as NSString).lastPathComponent }
  package var model: String { path + "/model.safetensors" }

  private struct Manifest: Codable {
    struct File: Codable {
      var bytes: Int
      var sha256: String
    }
    var format = 1
    var files: [String: File]
  }

  private static let manifestName = "manifest.json"
  /// Of what is not whole yet, or not any more.
  package static let temporaryPrefix = ".tmp-"
  static let damagedPrefix = "damaged-"
  private static let replacedPrefix = ".replaced-"

  /// The name of the checkpoint that is written after a number of steps.
  package static func name(at step: Int) -> String { "step-" + String(format: "%08d", step) }

  // MARK: - Writing

  /// Writes files and their manifest as a checkpoint of a name, whole or not at all.
  package static func write(_ files: [String: Data], as name: String, in folder: String) throws -> Checkpoint {
    let temporary = folder + "/" + temporaryPrefix + name
    try? FileManager.default.removeItem(atPath: temporary)
    let final = folder + "/" + name
    do {
      try DurableFile.makeFolder(temporary)
      for (file, data) in files.sorted(by: { $0.key < $1.key }) {
        try DurableFile.writeSynced(data, to: "\(temporary)/\(file)")
      }
      let manifest = Manifest(files: files.mapValues { .init(bytes: $0.count, sha256: sha256($0)) })
      try DurableFile.writeSynced(JSONFile.encode(manifest), to: "\(temporary)/\(manifestName)")
      try DurableFile.syncFolder(of: "\(temporary)/\(manifestName)")
      try replace(final, with: temporary)
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw error
    }
    return Checkpoint(path: final)
  }

  /// Gives a whole checkpoint its name, which one of the same step may have, from before a run was paused or resumed.
  ///
  /// There is no moment without a whole checkpoint of that step.
  private static func replace(_ final: String, with temporary: String) throws(FileError) {
    let old =
      final.parentFolder + "/" + replacedPrefix
      + (final as NSString).lastPathComponent
    try? FileManager.default.removeItem(atPath: old)
    let isReplaced = rename(final, old) == 0
    guard rename(temporary, final) == 0 else {
      let error = FileError(path: final, errno: errno)
      if isReplaced { rename(old, final) }
      throw error
    }
    try DurableFile.syncFolder(of: final)
    if isReplaced { try? FileManager.default.removeItem(atPath: old) }
  }

  // MARK: - Reading

  /// The checkpoints of a folder, latest first.
  package static func all(in folder: String) -> [Checkpoint] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("step-") }.sorted(by: >).map { Checkpoint(path: "\(folder)/\($0)") }
  }

  /// Removes what a killed process left half-made, and brings back what it had moved aside.
  ///
  /// Only for who has the run's lock: another process may be writing.
  package static func removeLeftovers(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(replacedPrefix) {
      // Fails where a newer one already has the name; then the old one goes below.
      rename("\(folder)/\(name)", "\(folder)/\(name.dropFirst(replacedPrefix.count))")
    }
    for name in names where name.hasPrefix(temporaryPrefix) || name.hasPrefix(replacedPrefix) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }

  /// Gives a damaged checkpoint another name, so that it is not counted among those to keep.
  package func setAside() throws(FileError) {
    let aside = path.parentFolder + "/" + Self.damagedPrefix + name
    try? FileManager.default.removeItem(atPath: aside)
    guard rename(path, aside) == 0 else { throw FileError(path: path, errno: errno) }
  }

  /// Checks every file against the manifest.
  ///
  /// - Throws: ``CheckpointDamaged`` that says which file is wrong.
  package func verify() throws(CheckpointDamaged) {
    guard let manifest = try? JSONFile.read(Manifest.self, from: "\(path)/\(Self.manifestName)") else {
      throw CheckpointDamaged(path: path, reason: "\(Self.manifestName) is missing or damaged")
    }
    for (file, expected) in manifest.files.sorted(by: { $0.key < $1.key }) {
      guard let data = DurableFile.contents(of: "\(path)/\(file)") else {
        throw CheckpointDamaged(path: path, reason: "\(file) is missing")
      }
      guard data.count == expected.bytes else {
        throw CheckpointDamaged(path: path, reason: "\(file) has \(data.count) bytes instead of \(expected.bytes)")
      }
      guard sha256(data) == expected.sha256 else {
        throw CheckpointDamaged(path: path, reason: "the contents of \(file) have changed")
      }
    }
  }

  /// The SHA-256 of the weights, as the manifest has it.
  package func digestOfWeights() throws -> String {
    let manifest = try? JSONFile.read(Manifest.self, from: "\(path)/\(Self.manifestName)")
    guard let file = manifest?.files[(model as NSString).lastPathComponent] else {
      throw CheckpointDamaged(path: path, reason: "\(Self.manifestName) is missing or damaged")
    }
    return file.sha256
  }

  /// The epochs that were closed when it was written, by whatever version of the program.
  ///
  /// - Throws: ``FileError``.
  package func readEpoch() throws -> Int {
    struct Epoch: Decodable { let epoch: Int }
    return try JSONFile.read(Epoch.self, from: stateFile).epoch
  }

  package var stateFile: String { path + "/state.json" }

}

/// A checkpoint whose files are not what was written.
package struct CheckpointDamaged: StatusedError, CustomStringConvertible, Equatable {
  package let path: String
  package let reason: String

  package init(path: String, reason: String) {
    (self.path, self.reason) = (path, reason)
  }

  package var description: String { "checkpoint \((path as NSString).lastPathComponent) is damaged: \(reason)" }

  package var exitStatus: ExitStatus { .badInput }
}

/// A checkpoint that is whole, but means something else to this program than to the one that wrote it.
package struct CheckpointOfOtherVersion: StatusedError, CustomStringConvertible, Equatable {
  package let path: String
  /// The version of the program that wrote it.
  package let writer: String
  package let reason: String

  package init(path: String, writer: String, reason: String) {
    (self.path, self.writer, self.reason) = (path, writer, reason)
  }

  package var description: String {
    "checkpoint \((path as NSString).lastPathComponent) was written by workbench \(writer), this is \(Program.version): "
      + reason
  }

  package var exitStatus: ExitStatus { .badInput }
}
