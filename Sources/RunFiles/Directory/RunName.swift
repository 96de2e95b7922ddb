import Errors
import Foundation

/// What a user's name for something in the folder of all runs stands for.
package enum RunTarget: Sendable, Equatable {
  case run(RunDirectory)
  case sweep(SweepDirectory)

  /// The run or sweep that a user names: a path, `@last` (the latest run), `@sweep` (the latest sweep), a label that one run has,
  /// or a unique prefix of an id or of an id's last part.
  ///
  /// - Throws: ``RunNotFound`` with the runs that there are.
  package static func find(_ name: String, in parent: String) throws(RunNotFound) -> RunTarget {
    let path = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
    let (run, sweep) = (RunDirectory(path: path), SweepDirectory(path: path))
    if FileManager.default.fileExists(atPath: run.record) { return .run(run) }
    if FileManager.default.fileExists(atPath: sweep.record) { return .sweep(sweep) }
    let listing = RunsListing(of: parent)
    if name == "@last", let last = listing.runs.last { return .run(last.directory) }
    if name == "@sweep", let last = listing.sweeps.last { return .sweep(last.directory) }
    let all: [Named<RunTarget>] =
      listing.runs.map { Named(.run($0.directory), id: $0.directory.id, labels: $0.labels) }
      + listing.sweeps.map { Named(.sweep($0.directory), id: $0.directory.id, labels: []) }
    let matches = all.matching(name)
    if matches.count == 1 { return matches[0] }
    throw RunNotFound(
      name: name, parent: parent, matches: matches.map(\.id), known: listing.runs.map(\.directory.id),
      kinds: "runs or sweeps")
  }

  /// The id of the run or sweep.
  package var id: String {
    switch self {
    case .run(let directory): directory.id
    case .sweep(let directory): directory.id
    }
  }
}

extension RunDirectory {
  /// The run that a user names: a path, `@last`, a label that no other run has, or a unique prefix of its id or of the id's last
  /// part.
  ///
  /// - Throws: ``RunNotFound`` with the runs that there are, also for a sweep.
  package static func find(_ name: String, in parent: String) throws(RunNotFound) -> RunDirectory {
    let direct = RunDirectory(path: name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name)
    if FileManager.default.fileExists(atPath: direct.record) { return direct }
    let runs = RunsListing(of: parent).runs
    if name == "@last", let last = runs.last { return last.directory }
    let matches = runs.map { Named($0.directory, id: $0.directory.id, labels: $0.labels) }.matching(name)
    if matches.count == 1 { return matches[0] }
    let other = matches.isEmpty ? try? RunTarget.find(name, in: parent) : nil
    let sweep: SweepDirectory? = if case .sweep(let directory) = other { directory } else { nil }
    throw RunNotFound(
      name: name, parent: parent, matches: matches.map(\.id), known: runs.map(\.directory.id), sweep: sweep?.argument)
  }
}

/// Something in the folder of all runs, with what people may call it.
private struct Named<Value> {
  let value: Value
  let id: String
  let labels: [String]

  init(_ value: Value, id: String, labels: [String]) { (self.value, self.id, self.labels) = (value, id, labels) }
}

extension Array {
  /// What has the name as its id or the id's last part; else what has it as a label; else what begins with it.
  fileprivate func matching<Value>(_ name: String) -> [Value] where Element == Named<Value> {
    let tests: [(Element) -> Bool] = [
      { $0.id == name || $0.id.lastIDPart == name }, { $0.labels.contains(name) },
      { $0.id.hasPrefix(name) || $0.id.lastIDPart.hasPrefix(name) },
    ]
    for test in tests {
      let found = filter(test)
      if !found.isEmpty { return found.map(\.value) }
    }
    return []
  }
}

/// A name that fits no run, or several.
package struct RunNotFound: StatusedError, CustomStringConvertible, Equatable {
  package let name: String
  package let parent: String
  package let matches: [String]
  package let known: [String]
  /// How commands call the sweep that the name stands for, where a run was wanted.
  package var sweep: String?
  /// What was looked for, in the plural.
  package var kinds = "runs"

  package var description: String {
    if let sweep { return "'\(name)' is a sweep, not a run\n  its runs: workbench show \(sweep)" }
    if matches.count > 1 {
      return "'\(name)' fits \(matches.count) \(kinds):\n" + matches.map { "  \($0)" }.joined(separator: "\n")
    }
    let latest = known.suffix(5).reversed().map { "\n  \($0)" }.joined()
    return known.isEmpty
      ? "there is no run '\(name)': \(parent) holds none\n  start one: workbench run dfs-msdnet"
      : "there is no run '\(name)' in \(parent); the latest are\(latest)"
  }

  package var exitStatus: ExitStatus { .missingInput }
}
