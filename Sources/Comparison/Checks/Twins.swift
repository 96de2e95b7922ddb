/// Two runs whose recipes differ although their losses are the same: the difference did nothing.
package struct Twins: Sendable, Codable, Equatable {
  /// Short ids.
  package let first: String
  package let second: String
  /// The keys in which the recipes differ.
  package let keys: [String]

  package var text: String {
    "\(first) and \(second) differ in \(keys.joined(separator: ", ")) but have identical losses in every epoch"
  }

  /// Pairs of runs of different groups and one seed; each run is held against the first one that it equals.
  static func find(in groups: [RunGroup]) -> [Twins] {
    var firsts: [Losses: (group: Int, run: ComparedRun)] = [:]
    var twins: [Twins] = []
    for (index, group) in groups.enumerated() {
      for run in group.runs {
        let losses = Losses(of: run)
        guard !losses.values.isEmpty else { continue }
        if let first = firsts[losses], first.group != index {
          twins.append(
            Twins(
              first: first.run.directory.shortID, second: run.directory.shortID,
              keys: GroupNames.differingKeys(of: [first.run, run])))
        } else {
          firsts[losses] = (index, run)
        }
      }
    }
    return twins
  }

  /// The training losses of a run, bit for bit.
  private struct Losses: Hashable {
    let seed: UInt64
    let values: [UInt64]

    init(of run: ComparedRun) {
      seed = run.seed
      let exits = run.evaluation?.test.top1.count ?? 0
      values = (1...max(exits, 1)).flatMap { run.history.curve(.train, .loss, exit: $0).map(\.value.bitPattern) }
    }
  }
}
