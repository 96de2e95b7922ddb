import Files
import Foundation

/// What lies in the folder of all runs: every record read once, and one that cannot be read kept as what is wrong with it.
package struct RunsListing: Sendable {
  /// A run and what its record says.
  package struct Run: Sendable {
    package let directory: RunDirectory
    package let record: Result<RunRecord, FileError>
    /// `nil` where they cannot be read.
    package let annotations: RunAnnotations?

    /// None where they cannot be read.
    package var labels: [String] { annotations?.labels ?? [] }

    init(_ directory: RunDirectory) {
      self.directory = directory
      record = Result { () throws(FileError) in try directory.readRecord() }
      annotations = try? directory.readAnnotations()
    }
  }

  /// A sweep and what its record says.
  package struct Sweep: Sendable {
    package let directory: SweepDirectory
    package let record: Result<SweepRecord, FileError>
  }

  /// Oldest first; those whose record cannot be read come before all others.
  package let runs: [Run]
  /// Oldest first, as ``runs``.
  package let sweeps: [Sweep]

  /// Reads the folder; one that is not there holds nothing.
  package init(of parent: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    var runs: [Run] = []
    var sweeps: [Sweep] = []
    for name in names where !name.hasPrefix(".") {
      let sweep = SweepDirectory(path: "\(parent)/\(name)")
      let run = RunDirectory(path: sweep.path)
      if run.isRun {
        runs.append(Run(run))
      } else if sweep.isSweep {
        sweeps.append(Sweep(directory: sweep, record: Result { () throws(FileError) in try sweep.readRecord() }))
      }
    }
    self.runs = runs.sorted { $0.age < $1.age }
    self.sweeps = sweeps.sorted { $0.age < $1.age }
  }
}

extension RunsListing.Run {
  fileprivate var age: (Date, String) { ((try? record.get())?.created ?? .distantPast, directory.id) }
}

extension RunsListing.Sweep {
  fileprivate var age: (Date, String) { ((try? record.get())?.created ?? .distantPast, directory.id) }
}

extension RunDirectory {
  /// Whether the folder is a run's: it has a record, or what only a run has and nobody is making it right now.
  fileprivate var isRun: Bool {
    if FileManager.default.fileExists(atPath: record) { return true }
    return FileManager.default.fileExists(atPath: resolvedRecipe) && !WorkLock.isHeld(at: lock)
  }

  /// All runs of a folder, oldest first.
  package static func all(in parent: String) -> [RunDirectory] { RunsListing(of: parent).runs.map(\.directory) }
}

extension SweepDirectory {
  fileprivate var isSweep: Bool { FileManager.default.fileExists(atPath: record) }
}
