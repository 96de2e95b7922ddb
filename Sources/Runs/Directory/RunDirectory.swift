import Foundation
import WorkbenchCore

/// The folder of one run: every path in it, and nothing about what the files hold.
///
/// ```
/// runs/dfs-msdnet-261124-0612-s1-k7f2/
///   run.json  run.lock             who runs it, and how it stands
///   recipe.yaml  recipe.resolved.yaml
///   environment.json  data.json    where the numbers come from
///   metrics.jsonl  metrics.csv     the truth, and one row per epoch made from it
///   run.log
///   checkpoints/step-00001130/     and the links best and last
///   images/  eval/
/// ```
package struct RunDirectory: Sendable, Hashable {
  package let path: String

  package init(path: String) { self.path = path }

  /// The folder's name, which is the run's id.
  package var id: String { (path as NSString).lastPathComponent }

  /// The last part of the id, by which people call a run.
  package var shortID: String { id.split(separator: "-").last.map(String.init) ?? id }

  /// The folder of all runs that a command looks in when it is not told another one.
  package static let standardParent = "runs"

  /// How a command names the run: its short id, with the folder of all runs where that is not the standard one.
  package var argument: String {
    let parent = (path as NSString).deletingLastPathComponent
    return parent == Self.standardParent ? shortID : "\(shortID) --into \(parent.isEmpty ? "." : parent)"
  }

  package var record: String { path + "/run.json" }
  package var lock: String { path + "/run.lock" }
  package var recipe: String { path + "/recipe.yaml" }
  package var resolvedRecipe: String { path + "/recipe.resolved.yaml" }
  package var environment: String { path + "/environment.json" }
  package var data: String { path + "/data.json" }
  package var metrics: String { path + "/metrics.jsonl" }
  package var table: String { path + "/metrics.csv" }
  package var log: String { path + "/run.log" }
  package var checkpoints: String { path + "/checkpoints" }
  package var images: String { path + "/images" }
  package var features: String { path + "/images/features" }
  package var evaluations: String { path + "/eval" }
  package var failure: String { path + "/failure.json" }

  // MARK: - Making

  /// Makes the folder of a new run, with a name that no other run has.
  ///
  /// The parent, the folder of all runs, is made when it is not there; the id's last part is drawn from `random`.
  package static func make(
    in parent: String, name: String, seed: UInt64, date: Date, random: inout some RandomNumberGenerator
  ) throws(FileError) -> RunDirectory {
    try DurableFile.makeFolders(parent)
    let taken = Set(RunDirectory.all(in: parent).map(\.shortID))
    while true {
      // No letters or digits that look alike.
      let short = String((0..<4).compactMap { _ in "abcdefghjkmnpqrstvwxyz23456789".randomElement(using: &random) })
      guard !taken.contains(short), short.contains(where: \.isLetter) else { continue }
      let path = "\(parent)/\(name)-\(stamp(date))-s\(seed)-\(short)"
      guard mkdir(path, 0o755) == 0 else {
        if errno == EEXIST { continue }
        throw FileError(path: path, errno: errno)
      }
      let directory = RunDirectory(path: path)
      for folder in [directory.checkpoints, directory.images, directory.evaluations] {
        try DurableFile.makeFolder(folder)
      }
      return directory
    }
  }

  /// Local date and time as `yyMMdd-HHmm`.
  private static func stamp(_ date: Date) -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day, .hour, .minute], from: date)
    func two(_ number: Int?) -> String { String(format: "%02d", (number ?? 0) % 100) }
    return two(parts.year) + two(parts.month) + two(parts.day) + "-" + two(parts.hour) + two(parts.minute)
  }

  // MARK: - Finding

  /// All runs of a folder, oldest first.
  package static func all(in parent: String) -> [RunDirectory] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    return names.map { RunDirectory(path: "\(parent)/\($0)") }
      .filter { FileManager.default.fileExists(atPath: $0.record) }
      .map { ($0, (try? $0.readRecord())?.created ?? .distantPast) }
      .sorted { ($0.1, $0.0.id) < ($1.1, $1.0.id) }
      .map(\.0)
  }

  /// The run that a user names: a path, `@last`, or a unique prefix of its id or of the id's last part.
  ///
  /// - Throws: ``RunNotFound`` with the runs that there are.
  package static func find(_ name: String, in parent: String) throws(RunNotFound) -> RunDirectory {
    let direct = RunDirectory(path: name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name)
    if FileManager.default.fileExists(atPath: direct.record) { return direct }
    let runs = all(in: parent)
    if name == "@last", let last = runs.last { return last }
    let exact = runs.filter { $0.id == name || $0.shortID == name }
    let matches = exact.isEmpty ? runs.filter { $0.id.hasPrefix(name) || $0.shortID.hasPrefix(name) } : exact
    if matches.count == 1 { return matches[0] }
    throw RunNotFound(name: name, parent: parent, matches: matches.map(\.id), known: runs.map(\.id))
  }
}

/// A name that fits no run, or several.
package struct RunNotFound: Error, CustomStringConvertible, Equatable {
  package let name: String
  package let parent: String
  package let matches: [String]
  package let known: [String]

  package var description: String {
    if matches.count > 1 {
      return "'\(name)' fits \(matches.count) runs:\n" + matches.map { "  \($0)" }.joined(separator: "\n")
    }
    let latest = known.suffix(5).reversed().map { "\n  \($0)" }.joined()
    return known.isEmpty
      ? "there is no run '\(name)': \(parent) holds none\n  start one: workbench run dfs-msdnet"
      : "there is no run '\(name)' in \(parent); the latest are\(latest)"
  }
}
