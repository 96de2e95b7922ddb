import Digest
import Foundation
import Pictures
import WorkbenchCore

/// The images of one split and their classes by name, as found on disk.
struct ImageListing {
  /// Paths of images, with the names of their classes.
  let entries: [(path: String, className: String)]
  /// What provenance records: one entry for all.
  let file: DataFile

  /// Reads the folder `name` of the root, which holds a folder for each class, or else the table `name.csv`.
  ///
  /// - Throws: ``DataError`` when there is neither, or when something in it is no image.
  init(_ name: String, in root: String) throws {
    let folder = URL(fileURLWithPath: root).appendingPathComponent(name).path
    let table = name.hasSuffix(".csv") ? folder : folder + ".csv"
    if Self.isFolder(folder) {
      entries = try Self.entries(inClassesOf: folder)
      guard !entries.isEmpty else {
        throw DataError(
          path: folder, reason: "holds no folder with images", hint: "put a folder for each class into it")
      }
    } else if FileManager.default.fileExists(atPath: table) {
      entries = try ImageTable.entries(of: table)
    } else {
      throw DataError(
        path: root, reason: "holds neither a folder '\(name)' nor a table of that name with .csv",
        hint: "name what is there in the recipe", isMissing: true)
    }
    file = try Self.file(name, entries)
  }

  /// Images and classes that were found in another way.
  init(_ name: String, _ entries: [(path: String, className: String)]) throws {
    self.entries = entries
    file = try Self.file(name, entries)
  }

  /// The digest is over names, classes and sizes in their order: reading a million images before training would take an hour.
  ///
  /// - Throws: ``DataError`` when one of the files is not there, or empty.
  private static func file(_ name: String, _ entries: [(path: String, className: String)]) throws -> DataFile {
    var bytes = 0
    var text = ""
    for (path, className) in entries {
      let size = try size(of: path)
      bytes += size
      text +=
        "\(className)\0\(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])\0\(size)\n"
    }
    let images = entries.count == 1 ? "1 image" : "\(entries.count) images"
    return DataFile(name: "\(name) (\(images))", bytes: bytes, digest: "names:\(sha256(Data(text.utf8)))")
  }

  /// The images of a folder for each class, sorted by name: an order that no file system changes.
  private static func entries(inClassesOf folder: String) throws -> [(path: String, className: String)] {
    try names(in: folder).flatMap { className in
      let classFolder = "\(folder)/\(className)"
      guard isFolder(classFolder) else {
        throw DataError(
          path: classFolder, reason: "is a file where a folder for each class is expected", hint: "move it away")
      }
      let images = try names(in: classFolder)
      guard !images.isEmpty else {
        throw DataError(
          path: classFolder, reason: "holds no image", hint: "put images of the class into it, or remove it")
      }
      return try images.map { image in
        let path = "\(classFolder)/\(image)"
        try checkName(path)
        return (path, className)
      }
    }
  }

  /// A million names are looked at, so without the detour over a URL.
  static func checkName(_ path: String) throws {
    let dot = path.lastIndex(of: ".") ?? path.startIndex
    guard Image.fileExtensions.contains(path[dot...].dropFirst().lowercased()) else {
      throw DataError(
        path: path, reason: "is not named as an image: *.png, *.jpg or *.jpeg", hint: "convert it, or move it away")
    }
  }

  /// What a folder holds but for hidden files, byte by byte in the order of the names.
  static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw DataError(path: folder, reason: "cannot be listed", hint: "check that you have permission to read it")
    }
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The size of a file; all are looked at before training starts, so that it does not end at one that is missing.
  private static func size(of path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw DataError(
        path: path, reason: "is listed but not there", hint: "bring it back, or take it out of the list",
        isMissing: true)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DataError(path: path, reason: "is not a file", hint: "move it away")
    }
    guard status.st_size > 0 else {
      throw DataError(path: path, reason: "is empty", hint: "replace it by an undamaged copy")
    }
    return Int(status.st_size)
  }
}
