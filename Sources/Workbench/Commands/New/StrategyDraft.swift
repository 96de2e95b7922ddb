import Files
import Foundation
import WorkbenchCore

/// The files of a new strategy, and the two that name it: all of them are written, or none.
struct StrategyDraft {
  private let checkout: CheckoutFolder
  /// New files, with their paths from the checkout's root.
  private let files: [(path: String, text: String)]
  /// Files that are there already, with what they become.
  private let edits: [(path: String, text: String)]

  /// Everything that will be written, in order.
  var paths: [String] { (files + edits).map(\.path) }

  /// - Throws: ``CannotWritePlugin`` where a name is taken, or something is in the way.
  init(_ names: PluginNames, in checkout: CheckoutFolder, catalog: Catalog) throws {
    self.checkout = checkout
    if let entry = catalog.entry(.strategy, named: names.recipe) {
      throw CannotWritePlugin(
        description: "there is a strategy '\(names.recipe)' already, in \(entry.source): choose another name")
    }
    for folder in ["Plugins", "Sources", "Tests"] where checkout.holds("\(folder)/\(names.type)") {
      throw CannotWritePlugin(
        description: "there is a folder \(folder)/\(names.type) already: choose another name, or change what is there")
    }
    let template = StrategyTemplate(names)
    files = [
      ("Plugins/\(names.type)/\(names.type).swift", template.strategy),
      ("Plugins/\(names.type)/\(names.type)Plugin.swift", template.plugin),
      ("Tests/PluginTests/\(names.type)Tests.swift", template.test),
      ("Recipes/\(names.recipe).yaml", template.recipe),
      ("docs/strategies/\(names.recipe).md", template.page),
    ]
    for file in files where checkout.holds(file.path) {
      throw CannotWritePlugin(
        description: "there is a file \(file.path) already: choose another name, or change what is there")
    }
    let list = try PluginList(packageManifest: checkout.text(of: "Package.swift"))
    var edits = [("Package.swift", list.adding(names.type))]
    // The new strategy is added to the reference of keys, unless that is out of date already.
    let reference = "docs/recipe-reference.md"
    if try checkout.text(of: reference) == RecipeReference(catalog: catalog).markdown {
      var extended = catalog
      extended.add(template.entry)
      edits.append((reference, RecipeReference(catalog: extended).markdown))
    }
    self.edits = edits
  }

  /// Writes everything; where that fails, what was written is taken back.
  func write() throws {
    var written: [(path: String, before: Data?)] = []
    do {
      for file in files + edits {
        let path = "\(checkout.path)/\(file.path)"
        let before = FileManager.default.contents(atPath: path)
        try DurableFile.makeFolders(path.parentFolder)
        try DurableFile.write(Data(file.text.utf8), to: path)
        written.append((path, before))
      }
    } catch {
      for file in written.reversed() {
        if let before = file.before {
          try? DurableFile.write(before, to: file.path)
        } else {
          try? FileManager.default.removeItem(atPath: file.path)
        }
      }
      // The folder of the plugin is the only new one.
      if let first = files.first { rmdir("\(checkout.path)/\(first.path)".parentFolder) }
      throw error
    }
  }
}
