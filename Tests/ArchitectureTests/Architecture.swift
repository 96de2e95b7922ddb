import Foundation

/// The checkout that the tests were built from.
let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The table of `docs/architecture.md`: which module may import which.
struct Architecture {
  /// The row that stands for all modules of Plugins/.
  static let everyPlugin = "every plugin"

  /// What each module may import.
  let arrows: [String: Set<String>]

  init() throws {
    let text = try String(contentsOf: checkout.appending(path: "docs/architecture.md"), encoding: .utf8)
    var arrows: [String: Set<String>] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[0] != "module" else { continue }
      arrows[cells[0].replacing("`", with: "")] = Set(
        cells[2].replacing("`", with: "").split(separator: " ").map(String.init))
    }
    self.arrows = arrows
  }

  /// Whether a file of a module may import another.
  func allows(_ name: String, in module: SourceModule) -> Bool {
    arrows[module.isPlugin ? Self.everyPlugin : module.name]?.contains(name) ?? false
  }

  /// All modules that a module reaches by arrows.
  func reach(of module: String) -> Set<String> {
    var reached: Set<String> = []
    var open = arrows[module] ?? []
    while let next = open.popFirst() {
      if reached.insert(next).inserted { open.formUnion(arrows[next] ?? []) }
    }
    return reached
  }
}
