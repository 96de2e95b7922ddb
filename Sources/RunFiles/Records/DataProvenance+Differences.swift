import Digest
import Errors
import Foundation

extension DataProvenance {
  /// What the results of a run depend on, as one digest: classes, samples and files, wherever they lie.
  package var identity: String {
    let counts = samples.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let parts = [name] + classes + counts + files.map { "\($0.name) \($0.bytes) \($0.digest)" }
    return sha256(Data(parts.joined(separator: "\0").utf8))
  }

  /// What is otherwise in the data of today, one sentence each; empty where nothing is.
  package func differences(from today: DataProvenance) -> [String] {
    var found: [String] = []
    if name != today.name { found.append("the data set was '\(name)' and is '\(today.name)'") }
    if classes != today.classes { found.append(Self.text(of: classes, today.classes)) }
    for split in samples.keys.sorted() where samples[split] != today.samples[split] {
      found.append("\(split) had \(samples[split] ?? 0) samples and has \(today.samples[split] ?? 0)")
    }
    let known = Dictionary(today.files.map { ($0.name, $0) }) { first, _ in first }
    for file in files {
      guard let now = known[file.name] else {
        found.append("'\(file.name)' is not there")
        continue
      }
      let isChecked = !["unchecked", now.digest].contains(file.digest) && now.digest != "unchecked"
      // A digest of another kind was written by another version of the program.
      let isOfOneKind = file.digest.prefix { $0 != ":" } == now.digest.prefix { $0 != ":" }
      if file.bytes != now.bytes || isChecked && isOfOneKind {
        found.append(
          "'\(file.name)' has changed" + (file.digest.hasPrefix("names:") ? " in names, classes, order or sizes" : ""))
      }
    }
    let extra = today.files.filter { file in !files.contains { $0.name == file.name } }
    return found + extra.map { "'\($0.name)' is new" }
  }

  private static func text(of classes: [String], _ today: [String]) -> String {
    let gone = classes.filter { !today.contains($0) }
    let new = today.filter { !classes.contains($0) }
    if gone.isEmpty, new.isEmpty { return "the classes are in another order" }
    func list(_ names: [String]) -> String {
      names.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
        + (names.count > 4 ? " and \(names.count - 4) more" : "")
    }
    return [gone.isEmpty ? nil : "there is no class \(list(gone))", new.isEmpty ? nil : "class \(list(new)) is new"]
      .compactMap { $0 }.joined(separator: ", ")
  }
}

/// Data that are not those a run was trained on.
package struct DataChanged: StatusedError, CustomStringConvertible, Equatable {
  /// Of the run.
  package let id: String
  /// One sentence each.
  package let differences: [String]

  package init(id: String, differences: [String]) { (self.id, self.differences) = (id, differences) }

  package var description: String {
    "the data are not those that \(id) was trained on\n"
      + differences.map { "  \($0)\n" }.joined()
      + "  nothing was changed: bring the data back as they were, or train anew"
  }

  package var exitStatus: ExitStatus { .badInput }
}
