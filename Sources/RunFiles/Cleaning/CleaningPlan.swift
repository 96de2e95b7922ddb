import Files
import Foundation

/// What of some runs could be freed: found without changing anything, and removed only when it is asked for.
///
/// Of a finished run these are the checkpoints that are neither its best nor its last; of every run what was damaged or left
/// half-made. Runs that failed or were lost go as a whole, where that is wanted. A run with a label is never touched, nor one that a
/// process works on, that is part of a sweep under way, or whose files do not say how it stands.
package struct CleaningPlan: Sendable {
  /// Something that would be removed.
  package struct Item: Sendable, Encodable, Equatable {
    package enum Kind: String, Sendable, Encodable {
      /// A checkpoint that is neither the best nor the last one of a finished run.
      case checkpoint
      case damagedCheckpoint = "damaged-checkpoint"
      /// What a killed process left half-made.
      case leftover
      /// A run that failed or was lost, with everything in its folder.
      case run
    }

    package let run: String
    package let kind: Kind
    package let path: String
    /// What it takes of the disk.
    package let bytes: Int
  }

  /// A run that is left alone, and why.
  package struct Spared: Sendable, Encodable, Equatable {
    package let run: String
    package let reason: String
  }

  package let items: [Item]
  package let spared: [Spared]

  package var bytes: Int { items.reduce(0) { $0 + $1.bytes } }

  /// - Parameters:
  ///   - runs: the runs to look at.
  ///   - includingFailed: whether runs that failed or were lost are to go as a whole.
  package init(of runs: [RunDirectory], includingFailed: Bool) {
    var items: [Item] = []
    var spared: [Spared] = []
    for run in runs {
      let found = RunRemains(of: run, includingFailed: includingFailed)
      switch found.items {
      case .success(let found): items += found
      case .failure(let reason): spared.append(Spared(run: run.id, reason: reason.text))
      }
    }
    (self.items, self.spared) = (items, spared)
  }
}

/// What came of a plan.
package struct CleaningOutcome: Sendable {
  package internal(set) var removed: [CleaningPlan.Item] = []
  /// Why something is still there.
  package internal(set) var failures: [FileError] = []

  package var bytes: Int { removed.reduce(0) { $0 + $1.bytes } }
}

extension CleaningPlan {
  /// Removes what the runs still have of it, holding the lock of each run meanwhile.
  package func carryOut(on runs: [RunDirectory], includingFailed: Bool) -> CleaningOutcome {
    var outcome = CleaningOutcome()
    let planned = Set(items.map(\.path))
    for run in runs where items.contains(where: { $0.run == run.id }) {
      do {
        let lock = try WorkLock(run)
        defer { withExtendedLifetime(lock) {} }
        // A process may have been at the run, or a label have come, since the plan was made.
        let items = try RunRemains(of: run, includingFailed: includingFailed, isOurs: true).items.get()
        for item in items where planned.contains(item.path) {
          try Self.remove(item)
          outcome.removed.append(item)
        }
      } catch let error as FileError {
        outcome.failures.append(error)
      } catch {
        outcome.failures.append(FileError(path: run.path, reason: "\(error)"))
      }
    }
    return outcome
  }

  /// Removes it so that, if the process is killed meanwhile, nothing is left that looks whole or that nobody finds again.
  private static func remove(_ item: Item) throws(FileError) {
    switch item.kind {
    case .run:
      // Its record goes last: until then it is a run that failed.
      let record = (RunDirectory(path: item.path).record as NSString).lastPathComponent
      let names = (try? FileManager.default.contentsOfDirectory(atPath: item.path)) ?? []
      for name in names where name != record { try remove("\(item.path)/\(name)") }
      try remove(item.path)
    case .checkpoint:
      let folder = item.path.parentFolder
      let aside = "\(folder)/\(Checkpoint.temporaryPrefix)\((item.path as NSString).lastPathComponent)"
      guard rename(item.path, aside) == 0 else { throw FileError(path: item.path, errno: errno) }
      try remove(aside)
    case .damagedCheckpoint, .leftover: try remove(item.path)
    }
  }

  private static func remove(_ path: String) throws(FileError) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw FileError(path: path, reason: "cannot be removed: \(error.localizedDescription)")
    }
  }
}
