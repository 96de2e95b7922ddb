import Foundation

/// What a folder holds.
package enum FolderContents {
  /// The paths of everything in a folder and in those below it, relative to it and in alphabetical order, without what is
  /// hidden.
  ///
  /// The folder itself may be a link to one; links in it are listed and not followed, as they could lead in a circle.
  ///
  /// - Returns: `nil` where no such folder is.
  package static func paths(below folder: String) -> [String]? {
    var isFolder = false as ObjCBool
    // An enumerator takes a link for an empty folder.
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
      let target = realpath(folder, nil)
    else { return nil }
    defer { free(target) }
    let paths = FileManager.default.enumerator(atPath: String(cString: target))?.compactMap { $0 as? String } ?? []
    return paths.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }.sorted()
  }
}
