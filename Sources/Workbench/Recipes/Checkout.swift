import Foundation

/// The project's folder, from which the program was built.
enum Checkout {
  /// The folder above the program that holds Package.swift; `nil` for a program that was copied away.
  static let folder: String? = {
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path),
        FileManager.default.fileExists(atPath: folder.appending(path: "Recipes").path)
      {
        return folder.path
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  /// The folder of recipes that names are looked up in: the current folder's, else the project's.
  static var recipes: String {
    if FileManager.default.fileExists(atPath: "Recipes") { return "Recipes" }
    return folder.map { $0 + "/Recipes" } ?? "Recipes"
  }
}
