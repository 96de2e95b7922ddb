import ArgumentParser
import Comparison
import Files
import Foundation
import Reports
import RunFiles
import Settings
import WorkbenchCore

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare strategies: differences from a baseline over seeds, with their confidence intervals.",
    discussion: """
      Runs whose recipes differ only in the seed form a group. With several seeds, differences come with 95 % intervals and a \
      test paired over seeds; with one seed nothing is claimed, and intervals cover the choice of test images alone.

        workbench compare 'dfs-msdnet-*' --baseline sum
        workbench compare @sweep --format html
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case terminal, markdown, csv, json, latex, html }

  @Argument(
    help: ArgumentHelp("Runs, sweeps, labels, or patterns such as 'dfs-*'.", valueName: "run"),
    completion: .runsAndSweeps)
  var targets: [String]
  @OptionGroup var runs: RunsFolder
  @Option(help: "The group to compare the others with: its name, its strategy, or one of its runs.")
  var baseline: String?
  @Option(help: "The output format.")
  var format = Format.terminal
  @Flag(help: "The same as --format json.")
  var json = false
  @Option(help: "Look up accuracies at these mean MACs, such as 12M,16M.")
  var budgets: String?
  @Option(help: "Look up what this accuracy costs, a share such as 0.75.")
  var accuracy: Double?
  @Option(name: .shortAndLong, help: "The file to write; with html, compare.html beside the runs by default.")
  var output: String?

  func validate() throws {
    guard !targets.isEmpty else { throw ValidationError("name runs, sweeps or patterns, such as 'dfs-msdnet-*'") }
    if let accuracy, !(accuracy > 0 && accuracy <= 1) {
      throw ValidationError("--accuracy is a share above 0 and up to 1, such as 0.75, not \(accuracy)")
    }
    _ = try costs()
  }

  func run() throws {
    let directories = try RunSelection.directories(targets, in: runs.path)
    let read = ComparedRun.all(directories, by: try RecipeReading(Registry.linked()))
    for (directory, result) in zip(directories, read) {
      if case .failure(let error) = result { Terminal.printLine("note: \(directory.shortID) is left out: \(error)") }
    }
    let comparison = try StrategyComparison(
      of: read.compactMap { try? $0.get() },
      .init(baseline: baseline, budgets: try costs(), target: accuracy))
    switch json ? .json : format {
    case .terminal:
      try write(ComparisonTable(comparison, style: output == nil ? Terminal.output : .plain).text)
    case .markdown: try write(ComparisonMarkdown.text(of: comparison))
    case .csv: try write(ComparisonCSV.text(of: comparison))
    case .json: try write(try comparison.json())
    case .latex: try write(ComparisonLaTeX.text(of: comparison))
    case .html:
      let page = output ?? "\(folder(of: directories))/compare.html"
      try makeFolder(of: page)
      try ComparePage(comparison, command: command).write(to: page)
      try StandardOutput.print(page)
    }
  }

  private func write(_ text: String) throws {
    guard let output else { return try StandardOutput.print(text, terminator: "") }
    try makeFolder(of: output)
    try DurableFile.write(Data(text.utf8), to: output)
  }

  private func makeFolder(of file: String) throws {
    let folder = file.parentFolder
    if !folder.isEmpty { try DurableFile.makeFolders(folder) }
  }

  /// The sweep's folder for a sweep, the folder of all runs otherwise.
  private func folder(of directories: [RunDirectory]) -> String {
    if targets.count == 1, case .sweep(let sweep) = try? RunTarget.find(targets[0], in: runs.path) { return sweep.path }
    let parents = Set(directories.map { $0.path.parentFolder })
    return parents.count == 1 ? parents.first.map { $0.isEmpty ? "." : $0 } ?? "." : runs.path
  }

  /// What makes the same comparison again.
  private var command: String {
    (["workbench compare"] + targets.map(\.quotedForShell)
      + (baseline.map { ["--baseline \($0.quotedForShell)"] } ?? [])
      + (runs.path == RunDirectory.standardParent ? [] : ["--into \(runs.path.quotedForShell)"]) + ["--format html"])
      .joined(separator: " ")
  }

  private func costs() throws -> [Double] {
    try (budgets ?? "").split(separator: ",").map { text in
      guard let number = ScaledNumber(text, unit: "MACs"), number.value > 0 else {
        throw ValidationError("--budgets takes numbers of MACs such as 12M,16M, not '\(text)'")
      }
      return number.value
    }
  }
}
