import Foundation
import Testing

/// What `workbench new` writes; .ci/tutorial-test builds and trains it.
@Suite struct NewTests {
  /// A checkout with what `new` looks at.
  private func checkout() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for path in ["Plugins/Alpha", "Sources/Torch", "Tests/PluginTests", "docs/strategies", "Recipes"] {
      try FileManager.default.createDirectory(atPath: "\(folder.path)/\(path)", withIntermediateDirectories: true)
    }
    try folder.write(Self.manifest(["Alpha", "Omega"]), to: "Package.swift")
    try folder.write("// The list is generated.\n", to: "Plugins/LinkedPlugins.swift")
    let reference = "docs/recipe-reference.md"
    try FileManager.default.copyItem(atPath: "\(Program.project)/\(reference)", toPath: "\(folder.path)/\(reference)")
    return folder
  }

  private static func manifest(_ names: [String]) -> String {
    """
    // swift-tools-version: 6.3
    let plugins = [
    \(names.map { "  \"\($0)\",\n" }.joined())]

    let package = Package(name: "tiny")

    """
  }

  /// All files below a folder, with their contents.
  private func contents(_ folder: TemporaryFolder) throws -> [String: String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).reduce(into: [:]) { files, path in
      files[path] = try? String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
    }
  }

  @Test func `a strategy is a folder, a test, a recipe and a page, and a name in the list`() throws {
    let folder = try checkout()
    let before = try contents(folder)
    let ending = try Program.run("new", "strategy", "MyRule", in: folder.path + "/Plugins/Alpha")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.output == """
        Plugins/MyRule/MyRule.swift
        Plugins/MyRule/MyRulePlugin.swift
        Tests/PluginTests/MyRuleTests.swift
        Recipes/my-rule.yaml
        docs/strategies/my-rule.md
        Package.swift
        docs/recipe-reference.md

        """)
    #expect(ending.errors == "next: make build, then workbench run my-rule\n")
    let after = try contents(folder)
    #expect(
      Set(after.keys).subtracting(before.keys) == Set(ending.output.split(separator: "\n").map(String.init).prefix(5)))
    #expect(after["Package.swift"] == Self.manifest(["Alpha", "MyRule", "Omega"]))
    #expect(
      after["Plugins/MyRule/MyRulePlugin.swift"] == """
        import WorkbenchCore

        /// Adds ``MyRule``.
        public enum MyRulePlugin: Plugin {
          /// Called when the program starts.
          public static func register(in registry: inout Registry) throws { try registry.add(MyRule.self) }
        }

        """)
    #expect(
      after["Recipes/my-rule.yaml"] == """
        # The network and the schedule of dfs-msdnet, with the strategy of Plugins/MyRule.
        schema: 1
        extends: dfs-msdnet.yaml
        name: my-rule
        strategy: {name: my-rule, balance: 0.5}

        """)
    // The reference has one more entry in its place, and is otherwise as it was.
    let reference = try #require(after["docs/recipe-reference.md"])
    let entry = """
      ### `my-rule`

      Gradients scaled towards equal lengths, added. (`MyRule`)

      | key | value | default | meaning |
      |---|---|---|---|
      | `balance` | a number, between 0 and 1 | `0.5` | 0: the plain sum; 1: gradients of equal length |


      """
    #expect(reference.replacing(entry, with: "") == before["docs/recipe-reference.md"])
    for (path, text) in after where path.contains("/MyRule") || path.contains("/my-rule") {
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 130 }, "\(path)")
    }
  }

  @Test func `the name in recipes is made of the type's words, or given`() throws {
    for (arguments, name) in [
      (["DFSPlus"], "dfs-plus"), (["PCGrad2"], "pc-grad2"), (["Gentle"], "gentle"),
      (["PCGradPlus", "--name", "pcgrad-plus"], "pcgrad-plus"),
    ] {
      let folder = try checkout()
      let ending = try Running(["new", "strategy"] + arguments, in: folder.path).ending()
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(try contents(folder)["Recipes/\(name).yaml"]?.contains("strategy: {name: \(name), balance: 0.5}") == true)
    }
  }

  /// What is said, after which nothing has changed.
  private func refusal(
    _ arguments: String..., in folder: TemporaryFolder
  ) throws -> (status: Int32, message: String) {
    let before = try contents(folder)
    let ending = try Running(["new", "strategy"] + arguments, in: folder.path).ending()
    #expect(try contents(folder) == before)
    #expect(ending.output.isEmpty)
    return (ending.status, ending.errors)
  }

  @Test func `a name that is taken is refused, with its place`() throws {
    let folder = try checkout()
    try folder.write("schema: 1\n", to: "Recipes/gentle.yaml")
    #expect(
      try refusal("Pcgrad", in: folder)
        == (73, "error: there is a strategy 'pcgrad' already, in GradientSelection: choose another name\n"))
    #expect(
      try refusal("Fresh", "--name", "dsn", in: folder)
        == (73, "error: there is a strategy 'dsn' already, in DeepSupervision: choose another name\n"))
    #expect(
      try refusal("Alpha", in: folder)
        == (
          73, "error: there is a folder Plugins/Alpha already: choose another name, or change what is there\n"
        ))
    #expect(
      try refusal("Torch", in: folder)
        == (
          73, "error: there is a folder Sources/Torch already: choose another name, or change what is there\n"
        ))
    #expect(
      try refusal("Gentle", in: folder)
        == (
          73, "error: there is a file Recipes/gentle.yaml already: choose another name, or change what is there\n"
        ))
  }

  @Test func `a name that Swift or recipes cannot have is refused`() throws {
    let folder = try checkout()
    for (arguments, message) in [
      (
        ["myRule"],
        "'myRule' cannot be the name of a type: it needs a capital first, then letters and digits, 2 to 50 in all, "
          + "such as MyRule"
      ),
      (
        ["My-Rule"],
        "'My-Rule' cannot be the name of a type: it needs a capital first, then letters and digits, 2 to 50 in all, "
          + "such as MyRule"
      ),
      (["Setting"], "'Setting' means something else in the code of a plugin: choose another name"),
      (
        ["MyRule", "--name", "My Rule"],
        "'My Rule' cannot be a name in recipes: it needs small letters and digits, joined by '-', such as my-rule"
      ),
    ] {
      let before = try contents(folder)
      let ending = try Running(["new", "strategy"] + arguments, in: folder.path).ending()
      #expect(ending.status == 64)
      #expect(ending.errors.hasPrefix("error: \(message)\n"), "\(ending.errors)")
      #expect(try contents(folder) == before)
    }
  }

  @Test func `outside of a checkout there is nothing to write to`() throws {
    let folder = try TemporaryFolder()
    #expect(
      try refusal("MyRule", in: folder)
        == (
          73,
          """
          error: \(folder.path) is in no checkout of the workbench, and a plugin is a folder of one
            go to one: cd \(Program.project)

          """
        ))
  }

  @Test func `a manifest without the list is left alone`() throws {
    let folder = try checkout()
    try folder.write("let package = Package(name: \"tiny\")\n", to: "Package.swift")
    #expect(
      try refusal("MyRule", in: folder)
        == (73, "error: Package.swift has no list 'let plugins = [' with one name a line\n"))
  }

  @Test func `what was written is taken back when the rest cannot be`() throws {
    let folder = try checkout()
    // A file where the pages' folder should be stops the last but two of the files.
    try FileManager.default.removeItem(atPath: folder.path + "/docs/strategies")
    try folder.write("no folder\n", to: "docs/strategies")
    let (status, message) = try refusal("MyRule", in: folder)
    #expect(status == 74)
    #expect(message.hasPrefix("error: \(folder.path)/docs/strategies"))
  }
}
