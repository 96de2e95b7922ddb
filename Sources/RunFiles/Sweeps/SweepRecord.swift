import Foundation

/// What `sweep.json` says: the members of a sweep, frozen when it was launched.
///
/// How a member stands is in its own `run.json` and nowhere else.
package struct SweepRecord: Sendable, Codable {
  /// One run of a sweep.
  package struct Member: Sendable, Codable {
    /// Counted from 1, in the order in which members begin.
    package var number: Int
    /// The run's id: the name of its folder, beside the sweep's.
    package var run: String
    package var seed: UInt64
    /// What the member is besides its seed, as tables show it: `dfs`, or `dfs beta=0.7`.
    package var variant: String
    /// The swept keys without the seed, as dotted paths, and the member's values as YAML writes them.
    package var values: [String: String]

    package init(number: Int, run: String, seed: UInt64, variant: String, values: [String: String]) {
      (self.number, self.run, self.seed, self.variant, self.values) = (number, run, seed, variant, values)
    }
  }

  package var schema = "workbench.sweep/1"
  package var id: String
  /// The recipe's name.
  package var name: String
  /// The swept keys without the seed, in the order in which they were given.
  package var keys: [String]
  /// Members that are carried out at the same time.
  package var jobs: Int
  package var members: [Member]
  /// The commands that worked on the sweep, the first one first.
  package var commands: [[String]]
  package var process: Int32
  package var host: String
  package var created: Date

  package init(
    id: String, name: String, keys: [String], jobs: Int, members: [Member], command: [String], created: Date
  ) {
    (self.id, self.name, self.keys, self.jobs, self.members) = (id, name, keys, jobs, members)
    (commands, self.created) = ([command], created)
    (process, host) = (getpid(), ProcessInfo.processInfo.hostName)
  }

  /// The variants in the order of their first members; runs of one variant differ only in the seed.
  package var variants: [String] {
    var known: Set<String> = []
    return members.map(\.variant).filter { known.insert($0).inserted }
  }
}
