import Foundation
import Testing

@Suite struct DocumentationTests {
  @Test func `the recipe reference is what the program prints`() throws {
    let printed = try Program.run("list", "keys")
    let file = Program.project + "/docs/recipe-reference.md"
    #expect(try String(contentsOfFile: file, encoding: .utf8) == printed.output, "write it anew: workbench list keys")
  }

  @Test func `every strategy has a page with its cost, when it helps, and its source`() throws {
    let listed = try JSON.object(Program.run("list", "strategies", "--json").output)["components"] as? [[String: Any]]
    let names = try #require(listed).compactMap { $0["name"] as? String }
    let folder = Program.project + "/docs/strategies"
    let contents = try String(contentsOfFile: folder + "/README.md", encoding: .utf8)
    for name in names {
      #expect(contents.contains("(\(name).md)"), "docs/strategies/README.md does not link to \(name).md")
      let page = (try? String(contentsOfFile: "\(folder)/\(name).md", encoding: .utf8)) ?? ""
      #expect(page.hasPrefix("# `\(name)`: "), "docs/strategies/\(name).md is missing")
      #expect(page.contains("```yaml\nstrategy:"), "docs/strategies/\(name).md shows no recipe")
      let marks = [/\n- \*\*Cost\.\*\*/, /\n- \*\*Helps when\*\*/, /\n- \*\*Source\.\*\*/]
      for mark in marks { #expect(page.contains(mark), "docs/strategies/\(name).md lacks a line") }
    }
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "README.md" }.sorted()
    #expect(pages == names.map { "\($0).md" }.sorted(), "a page is about no strategy")
  }

  @Test func `the page about exit statuses has those of the help`() throws {
    let help = try Program.run("--help").output.replacing("\n", with: " ")
    let list = try #require(help.firstMatch(of: /Exit status: (.*?) after signals/)).1
    let page = try String(contentsOfFile: Program.project + "/docs/exit-status.md", encoding: .utf8)
    let documented = page.matches(of: /\| (\d+) \|/).map { String($0.1) }
    #expect(list.matches(of: /\b\d+\b/).map { String($0.0) } == documented)
  }

  @Test func `the manual page has every command of the help, and every exit status`() throws {
    let page = try String(contentsOfFile: Program.project + "/docs/man/workbench.1", encoding: .utf8)
    let help = try Program.run("--help").output
    let list = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last)
    let commands = list.matches(of: /(?m)^  ([a-z]+)/).map { String($0.1) }
    #expect(commands.count > 10)
    var documented: [String] = []
    let section = try #require(
      page.components(separatedBy: ".SH COMMANDS\n").last?.components(separatedBy: ".SH").first)
    for entry in section.components(separatedBy: ".TP\n").dropFirst() {
      let lines = entry.split(separator: "\n").map(String.init)
      let command = String(lines[0].dropFirst(3))
      documented.append(command)
      let overview = try Program.run("help", command).output.components(separatedBy: "\n\n")[0]
      #expect("OVERVIEW: " + lines[1] == overview.replacing("\n", with: " "))
    }
    #expect(documented.sorted() == commands.filter { $0 != "help" }.sorted())
    let statuses = try #require(
      page.components(separatedBy: ".SH EXIT STATUS\n").last?.components(separatedBy: ".SH").first)
    let numbers = statuses.matches(of: /(?m)^\.B (\d+)$/).map { String($0.1) }
    let table = try String(contentsOfFile: Program.project + "/docs/exit-status.md", encoding: .utf8)
    #expect(numbers == table.matches(of: /\| (\d+) \|/).map { String($0.1) })
    let version = try Program.run("--version").output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(page.contains("\"workbench \(version)\""))
  }

  @Test func `examples of the help can be copied`() throws {
    let list = try #require(try Program.run("--help").output.components(separatedBy: "SUBCOMMANDS:\n").last)
    let commands = list.matches(of: /(?m)^  ([a-z]+)/).map { [String($0.1)] } + [[], ["data", "get"]]
    var examples = 0
    for command in commands {
      let help = try Running(["help"] + command).ending().output.components(separatedBy: "\n\nUSAGE:")[0]
      let lines = help.components(separatedBy: "\n")
      #expect(lines.filter { $0.count > 80 } == [])
      for (line, next) in zip(lines, lines.dropFirst() + [""]) where line.hasPrefix("  ") {
        examples += 1
        // What the help has wrapped goes on at the margin.
        #expect(next.isEmpty || next.hasPrefix("  "), "\(line)")
        #expect(line.hasSuffix(" \\") == next.hasPrefix("    "), "\(line)")
      }
    }
    #expect(examples > 20)
  }

  @Test func `links of the documentation lead somewhere`() throws {
    let folder = URL(filePath: Program.project)
    let pages =
      try ["README.md"]
      + FileManager.default.subpathsOfDirectory(atPath: folder.path + "/docs")
      .filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
    for page in pages {
      let text = try String(contentsOf: folder.appending(path: page), encoding: .utf8)
      for match in text.matches(of: /\]\(([^)#]+)\)/) where !match.1.contains("://") {
        let target = folder.appending(path: page).deletingLastPathComponent().appending(path: String(match.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(page) links to \(match.1)")
      }
    }
  }
}
