import Foundation
import Recipes
import Settings

/// A temporary folder of files, removed with the value.
final class TestFolder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path = NSTemporaryDirectory() + "recipes-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(Data(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ data: Data, to name: String) throws {
    let file = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  func load(_ name: String, _ overrides: String...) throws -> Recipe {
    try Recipe.load(path: "\(path)/\(name)", overrides: overrides, catalog: TestCatalog.catalog)
  }

  /// The message of the error that loading ends with, without the folder's path; empty where it succeeds.
  func message(_ name: String, _ overrides: String...) -> String {
    do {
      _ = try Recipe.load(path: "\(path)/\(name)", overrides: overrides, catalog: TestCatalog.catalog)
      return ""
    } catch {
      return "\(error)".replacing("\(path)/", with: "")
    }
  }

  /// The places, messages and hints of the error that loading ends with, without the folder's path.
  ///
  /// Where a message depends on the length of the path, for its hint may stand in lines of its own.
  func problems(_ name: String) -> [String] {
    do {
      _ = try load(name)
      return []
    } catch {
      return ((error as? RecipeError)?.problems ?? []).map {
        "\($0.place.full): \($0.message) | \($0.hint ?? "")".replacing("\(path)/", with: "")
      }
    }
  }
}
