import ArgumentParser
import Comparison
import Foundation
import OrderedCollections
import Reports
import RunFiles

struct Clean: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what could be deleted; --yes deletes it.",
    discussion: """
      From finished runs, that is every checkpoint but the best and the last; from all runs, whatever is damaged or half-written; \
      with --failed, also whole runs that failed or were lost. Runs that have a label, are under way, or belong to a sweep under \
      way are never touched.

        workbench clean
        workbench clean 'dfs-*' --failed --yes
      """)

  @Argument(
    help: ArgumentHelp("Runs, sweeps, labels, or patterns such as 'dfs-*'; all runs otherwise.", valueName: "run"),
    completion: .runsAndSweeps)
  var targets: [String] = []
  @OptionGroup var runs: RunsFolder
  @Flag(help: "Also delete whole runs that failed or were lost.")
  var failed = false
  @Flag(help: "Delete it.")
  var yes = false
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let directories =
      try targets.isEmpty ? RunDirectory.all(in: runs.path) : RunSelection.directories(targets, in: runs.path)
    let plan = CleaningPlan(of: directories, includingFailed: failed)
    let outcome = yes ? plan.carryOut(on: directories, includingFailed: failed) : nil
    let report = CleaningReport(plan, outcome)
    try StandardOutput.print(json ? report.json() : report.text, terminator: "")
    if let failure = outcome?.failures.first { throw failure }
  }
}

/// What `clean` says.
private struct CleaningReport: Encodable {
  let schema = "workbench.cleaning/1"
  /// Whether anything was to be removed, not only looked at.
  let isDone: Bool
  /// What was removed, or would be.
  let items: [CleaningPlan.Item]
  let bytes: Int
  let spared: [CleaningPlan.Spared]
  let failures: [String]

  init(_ plan: CleaningPlan, _ outcome: CleaningOutcome?) {
    (isDone, items) = (outcome != nil, outcome?.removed ?? plan.items)
    (bytes, spared) = (outcome?.bytes ?? plan.bytes, plan.spared)
    failures = outcome?.failures.map { "\($0)" } ?? []
  }

  var text: String {
    var lines = rows
    let size = FigureText.large(bytes, "B")
    if items.isEmpty {
      lines.append(isDone ? "nothing was freed" : "there is nothing to free")
    } else {
      lines += lines.isEmpty ? [] : [""]
      lines.append(isDone ? "freed \(size)" : "\(size) could be freed; nothing was removed. To do it, add --yes")
    }
    let reasons = Dictionary(grouping: spared, by: \.reason).sorted { $0.key < $1.key }
    lines += reasons.map { reason, runs in
      let names = runs.prefix(5).map { $0.run.lastPart }.joined(separator: ", ")
      return "left alone, \(reason): \(names)" + (runs.count > 5 ? " and \(runs.count - 5) more" : "")
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  /// A line for each run and kind of thing.
  private var rows: [String] {
    let table = TextTable([.right(8), .left(4, gap: 2), .left(gap: 2)])
    let groups = OrderedDictionary(grouping: items) { "\($0.run) \($0.kind)" }
    return groups.values.map { items in
      let bytes = items.reduce(0) { $0 + $1.bytes }
      return table.line([FigureText.large(bytes, "B"), items[0].run.lastPart, items[0].kind.words(items.count)])
    }
  }
}

extension CleaningPlan.Item.Kind {
  fileprivate func words(_ count: Int) -> String {
    switch self {
    case .checkpoint: "\(FigureText.count(count, "checkpoint")), neither best nor last"
    case .damagedCheckpoint: FigureText.count(count, "damaged checkpoint")
    case .leftover: "\(FigureText.count(count, "checkpoint")), half-made"
    case .run: "the whole run, which did not finish"
    }
  }
}

extension String {
  /// The last part of a run's id.
  fileprivate var lastPart: String { RunDirectory(path: self).shortID }
}
