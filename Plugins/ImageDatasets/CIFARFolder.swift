import Foundation
import WorkbenchCore

/// The folder with the files of a CIFAR data set, found from the path that a recipe gives.
struct CIFARFolder {
  let layout: CIFARLayout
  let path: String

  /// Looks at `root`, and in it for the folder that the archive extracts to.
  ///
  /// - Throws: ``DataError`` that says what is there instead.
  init(_ layout: CIFARLayout, root: String) throws {
    self.layout = layout
    let candidates = [root, Self.join(root, layout.folder)]
    guard let path = candidates.first(where: { Self.holdsFiles(of: layout, at: $0) }) else {
      throw Self.problem(at: root, layout)
    }
    self.path = path
  }

  func path(of file: CIFARLayout.File) -> String { Self.join(path, file.name) }

  /// The whole contents of one file.
  func contents(of file: CIFARLayout.File) throws -> Data {
    let path = path(of: file)
    guard Self.exists(path) else {
      throw DataError(
        path: path, reason: "is missing, though other files of \(layout.title) are there",
        hint: "extract \(layout.archive) again")
    }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw DataError(
        path: path, reason: "cannot be read", hint: "check that it is a file and that you have permission to read it")
    }
  }

  /// The lines of a text file of the folder, or nil if there is none.
  func lines(of name: String) -> [String]? {
    guard let text = try? String(contentsOfFile: Self.join(path, name), encoding: .utf8) else { return nil }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    return lines.filter { !$0.isEmpty }
  }

  /// What stands at a path where the data set was expected.
  private static func problem(at root: String, _ layout: CIFARLayout) -> DataError {
    let download = "get \(layout.archive) from https://www.cs.toronto.edu/~kriz/cifar.html and extract it"
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder) else {
      return DataError(path: root, reason: "there is no such folder", hint: download, isMissing: true)
    }
    guard isFolder.boolValue else {
      return DataError(
        path: root, reason: "is a file, not a folder",
        hint: "name the folder into which \(layout.archive) was extracted")
    }
    if exists(join(root, layout.archive)) {
      return DataError(
        path: join(root, layout.archive), reason: "is not extracted yet",
        hint: "run `tar -xzf \(layout.archive)` in its folder")
    }
    for version in layout.otherVersions {
      guard let marker = version.markers.first(where: { exists(join(root, $0)) }) else { continue }
      return DataError(
        path: join(root, marker), reason: "belongs to the \(version.title) version of \(layout.title)",
        hint: "the binary version is needed: \(download)")
    }
    for other in [CIFARLayout.cifar10, .cifar100] where other.name != layout.name {
      guard [root, join(root, other.folder)].contains(where: { holdsFiles(of: other, at: $0) }) else { continue }
      return DataError(
        path: root, reason: "holds \(other.title), not \(layout.title)",
        hint: "use the data set `\(other.name)`, or \(download)")
    }
    return DataError(
      path: root, reason: "holds no file of \(layout.title), neither here nor in \(layout.folder)", hint: download,
      isMissing: true)
  }

  private static func holdsFiles(of layout: CIFARLayout, at folder: String) -> Bool {
    (layout.train + [layout.test]).contains { exists(join(folder, $0.name)) }
  }

  private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
