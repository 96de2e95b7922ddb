import Foundation
import WorkbenchCore

/// A published data set as it lies on the disk.
package struct LocalData: Sendable {
  /// How the whole stands.
  package enum State: String, Sendable {
    case ready, missing, incomplete, damaged
  }

  package let data: PublishedData
  /// The folder that a recipe names as `root`.
  package let root: String
  /// The files that the data set reads, in the order in which they are published.
  package let files: [(file: PublishedFile, state: FileState)]
  package let state: State

  /// Looks at what is there; `readingAll` compares digests, too.
  package init(_ data: PublishedData, in root: String, readingAll: Bool) {
    self.data = data
    self.root = root
    files = data.files.map { ($0, FileState(of: $0, in: root, readingAll: readingAll)) }
    if case .byHand(_, let names) = data.source {
      let found = names.count { FileManager.default.fileExists(atPath: root.appendingComponent($0)) }
      state = found == names.count ? .ready : found == 0 ? .missing : .incomplete
    } else if files.contains(where: \.state.isDamaged) {
      state = .damaged
    } else {
      let missing = files.count { $0.state == .missing }
      state = missing == 0 ? .ready : missing == files.count ? .missing : .incomplete
    }
  }

  /// The first of several folders of data that has any of it; the first folder where none has.
  package init(_ data: PublishedData, inOneOf folders: [String], readingAll: Bool) {
    let roots = folders.map { $0.appendingComponent(data.folder) }
    let found = roots.first { LocalData(data, in: $0, readingAll: false).state != .missing }
    self.init(data, in: found ?? roots.first ?? data.folder, readingAll: readingAll)
  }
}
