import Foundation
import WorkbenchCore

/// The names that IDX files have: `train-images-idx3-ubyte`, with a dot for the second dash, and `.gz` behind.
struct IDXNames {
  private let root: String

  init(_ root: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder) else {
      throw DataError(
        path: root, reason: "there is no such folder", hint: "put the four IDX files there, plain or gzip",
        isMissing: true)
    }
    guard isFolder.boolValue else {
      throw DataError(path: root, reason: "is a file, not a folder", hint: "name the folder with the four IDX files")
    }
    self.root = root
  }

  /// The file that is there of the names a part may have.
  ///
  /// - Throws: ``DataError`` when none is there.
  func path(_ part: String, rank: Int) throws -> String {
    let published = "\(part)-idx\(rank)-ubyte"
    let names = [published, "\(part).idx\(rank)-ubyte"].flatMap { [$0, $0 + ".gz"] }
    let folder = URL(fileURLWithPath: root)
    let paths = names.map { folder.appendingPathComponent($0).path }
    guard let found = paths.first(where: FileManager.default.fileExists(atPath:)) else {
      throw DataError(
        path: folder.appendingPathComponent(published).path, reason: "is missing, with and without .gz",
        hint: "put the four IDX files of the data set there", isMissing: true)
    }
    return found
  }
}
