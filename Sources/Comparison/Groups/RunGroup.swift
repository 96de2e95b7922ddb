import OrderedCollections

/// Runs that differ only in their seed: what a comparison sets against each other.
package struct RunGroup: Sendable {
  /// What the group is called in tables and charts.
  package let label: String
  /// The strategies joined by ` + `, from which the colour follows.
  package let strategy: String
  /// The keys of the recipe in which groups differ, with this group's values.
  package let differences: [ComparedRun.RecipeValue]
  /// One complete run for each seed, by rising seed.
  package let runs: [ComparedRun]

  package var seeds: [UInt64] { runs.map(\.seed) }

  /// The run of a seed.
  func run(ofSeed seed: UInt64) -> ComparedRun? { runs.first { $0.seed == seed } }
}

extension RunGroup {
  /// The groups of complete runs, in the order of their first runs.
  ///
  /// Of several runs of one recipe and seed the latest counts.
  static func groups(of runs: [ComparedRun]) -> [RunGroup] {
    var members: OrderedDictionary<String, [UInt64: ComparedRun]> = [:]
    for run in runs where run.isComplete {
      let known = members[run.group]?[run.seed]
      if known.map({ $0.record.created <= run.record.created }) ?? true {
        members[run.group, default: [:]][run.seed] = run
      }
    }
    let grouped = members.values.map { $0.values.sorted { $0.seed < $1.seed } }
    let names = GroupNames(grouped.compactMap(\.first))
    return grouped.enumerated().map { index, runs in
      RunGroup(
        label: names.labels[index], strategy: names.strategies[index], differences: names.differences[index],
        runs: runs)
    }
  }
}
