import Foundation

/// A module of Sources/ or Plugins/, as its files are.
struct SourceModule {
  /// A file with the modules that it imports.
  struct File {
    /// From the root of the checkout.
    let path: String
    let imports: [String]
  }

  let name: String
  let isPlugin: Bool
  let files: [File]

  /// The modules of Swift code; `PluginIndex` is a part of the build, not of the program.
  static func all() throws -> [SourceModule] {
    try ["Sources", "Plugins"].flatMap { root in
      try FileManager.default.contentsOfDirectory(atPath: checkout.appending(path: root).path).sorted().compactMap {
        name in
        let files = try files(in: "\(root)/\(name)")
        guard !files.isEmpty, name != "PluginIndex" else { return nil }
        return SourceModule(name: name, isPlugin: root == "Plugins", files: files)
      }
    }
  }

  /// The module that a line imports, whatever stands before the word: `@_exported import Torch`.
  private static func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let word = words.firstIndex(of: "import"), word + 1 < words.count, !line.hasPrefix("//") else { return nil }
    return String(words[word + 1])
  }

  private static func files(in folder: String) throws -> [File] {
    let inside = FileManager.default.enumerator(atPath: checkout.appending(path: folder).path)?.allObjects ?? []
    return try inside.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      let text = try String(contentsOf: checkout.appending(path: "\(folder)/\(path)"), encoding: .utf8)
      let imports = text.split(separator: "\n").filter { !$0.hasPrefix(" ") && $0.contains("import ") }
        .compactMap(Self.importedModule)
      return File(path: "\(folder)/\(path)", imports: imports)
    }
  }
}

/// What `Package.swift` declares that targets depend on, read from its text.
struct PackageDependencies {
  let byTarget: [String: [String]]

  init() throws {
    let text = try String(contentsOf: checkout.appending(path: "Package.swift"), encoding: .utf8)
    var byTarget: [String: [String]] = [:]
    for match in text.matches(of: /arget\(\s*name: "([A-Za-z]+)",\s*dependencies: \[([^\]]*)\]/) {
      byTarget[String(match.1)] = match.2.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"([A-Za-z]+)"/)
        .map { String($0.1) }
    }
    self.byTarget = byTarget
  }
}
