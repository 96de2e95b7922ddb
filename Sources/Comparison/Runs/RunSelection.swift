import Errors
import Files
import Foundation
import RunFiles

/// The runs that a user means by names, patterns and sweeps.
package enum RunSelection {
  /// The run directories, each once, in the order in which they are named.
  ///
  /// An argument is a sweep or a run as other commands take it, a label that several runs have, or a pattern with `*`, `?` or `[…]`, which is held against the
  /// names of the folders in `parent` and, with a `/` in it, against paths.
  ///
  /// - Throws: ``RunNotFound``; ``NoRunMatches``.
  package static func directories(_ arguments: [String], in parent: String) throws -> [RunDirectory] {
    var known: Set<String> = []
    return try arguments.flatMap { try directories($0, in: parent) }.filter { known.insert($0.path).inserted }
  }

  private static func directories(_ argument: String, in parent: String) throws -> [RunDirectory] {
    if argument.contains(where: { "*?[".contains($0) }), !FileManager.default.fileExists(atPath: argument) {
      let pattern = argument.contains("/") ? argument : "\(parent)/\(argument)"
      let matches = paths(matching: pattern).map { RunDirectory(path: $0) }
      let runs = matches.filter { FileManager.default.fileExists(atPath: $0.record) }
      guard !runs.isEmpty else { throw NoRunMatches(pattern: argument, parent: parent) }
      return runs
    }
    let target: RunTarget
    do throws(RunNotFound) {
      target = try RunTarget.find(argument, in: parent)
    } catch {
      let labelled = RunsListing(of: parent).runs.filter { $0.labels.contains(argument) }
      // A label stands for all runs that have it; what several names begin with stands for none.
      guard labelled.count > 1 else { throw error }
      return labelled.map(\.directory)
    }
    switch target {
    case .run(let directory): return [directory]
    case .sweep(let directory): return try members(of: directory)
    }
  }

  /// The members that have begun and are still there.
  private static func members(of sweep: SweepDirectory) throws(FileError) -> [RunDirectory] {
    try sweep.readRecord().members.map(sweep.directory).filter { FileManager.default.fileExists(atPath: $0.record) }
  }

  private static func paths(matching pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }
}

/// A pattern that no run fits.
package struct NoRunMatches: StatusedError, CustomStringConvertible, Equatable {
  package let pattern: String
  package let parent: String

  package var description: String {
    "no run fits '\(pattern)' in \(parent)\n  'workbench list' shows the runs; quote a pattern so that the shell leaves it alone"
  }

  package var exitStatus: ExitStatus { .missingInput }
}
