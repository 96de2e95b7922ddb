import Foundation

/// How paths of recipes are put together; `..` is kept where a symbolic link could give it another meaning.
package enum FilePath {
  /// The absolute path of the current folder.
  package static var currentFolder: String { FileManager.default.currentDirectoryPath }
}

extension String {
  /// The folder of a path as it is written: `a/b` of `a/b/c.yaml`, the empty text of `c.yaml`.
  package var folderPart: String {
    guard let slash = lastIndex(of: "/") else { return "" }
    return slash == startIndex ? "/" : String(self[..<slash])
  }

  /// The last part of a path: `c.yaml` of `a/b/c.yaml`.
  package var filePart: String { lastIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self }

  /// A path inside this folder, as a user would write it; an absolute one stays.
  package func appendingPath(_ path: String) -> String {
    if path.hasPrefix("/") || isEmpty { return path }
    let parts = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return hasSuffix("/") ? self + parts : "\(self)/\(parts)"
  }

  /// The absolute path of a path that is relative to a folder given absolutely.
  ///
  /// The folder's own symbolic links are resolved first, so that leading `..` can be taken away by their names.
  package func absolutePath(from folder: String) -> String {
    if hasPrefix("/") { return self }
    var base = folder.realPath ?? folder
    var parts = split(separator: "/").filter { $0 != "." }[...]
    while parts.first == ".." {
      base = base.folderPart
      parts.removeFirst()
    }
    return parts.isEmpty ? base : base.appendingPath(parts.joined(separator: "/"))
  }

  /// The path without symbolic links; nil where nothing is there.
  package var realPath: String? {
    guard let resolved = realpath(self, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
