import Foundation
import Settings

/// A checkout of the workbench that is being worked in: files by their paths from its root.
struct CheckoutFolder {
  let path: String

  /// Finds the checkout that contains a folder.
  ///
  /// - Throws: ``CannotWritePlugin`` where there is none.
  init(around folder: String) throws {
    var current = URL(filePath: folder).standardizedFileURL
    while true {
      let isRoot = ["Package.swift", "Plugins/LinkedPlugins.swift"].allSatisfy {
        FileManager.default.fileExists(atPath: current.appending(path: $0).path)
      }
      if isRoot { break }
      guard current.path != "/" else {
        throw CannotWritePlugin(
          description: "\(folder) is in no checkout of the workbench, and a plugin is a folder of one\n  "
            + (Checkout.folder.map { "go to one: cd \($0.quotedForShell)" } ?? "clone the repository, and go there"))
      }
      current.deleteLastPathComponent()
    }
    path = current.path
  }

  func holds(_ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(file)") }

  /// - Throws: ``CannotWritePlugin`` for a file that cannot be read.
  func text(of file: String) throws -> String {
    do {
      return try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
    } catch {
      throw CannotWritePlugin(description: "\(file) cannot be read")
    }
  }
}
