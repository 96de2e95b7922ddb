import RunFiles

/// In what two runs, two recipes, or a run and a recipe differ: what `diff` shows.
package struct Difference: Sendable, Encodable {
  package var schema = "workbench.diff/1"
  package let first: Side
  package let second: Side
  /// The keys of the resolved recipes whose values differ, in the order of the recipe.
  package let values: [Pair]
  /// How many keys both have with one value.
  package let sameValues: Int
  /// Code, environment and data in which two runs differ.
  package let provenance: [Pair]
  package let sameProvenance: Int
  /// What the runs came to, side by side; nothing where neither is a run.
  package let results: [Result]

  package struct Side: Sendable, Encodable {
    /// A run's id, or a recipe's path.
    package let name: String
    package let isRun: Bool
    package let state: RunState?
    package let labels: [String]
    package let notes: [RunAnnotations.Note]
    /// Which files of the run cannot be read, and why.
    package let damage: [String]

    init(_ side: DifferenceSide) {
      (name, isRun, state) = (side.name, side.directory != nil, side.record?.state)
      (labels, notes, damage) = (side.annotations.labels, side.annotations.notes, side.damage)
    }
  }

  /// Something that has another value on each side; absent where a side does not have it at all.
  package struct Pair: Sendable, Encodable, Equatable {
    package let key: String
    package let first: String?
    package let second: String?
  }

  /// A figure of both runs.
  package struct Result: Sendable, Encodable, Equatable {
    /// How a figure is written.
    package enum Unit: String, Sendable, Encodable { case share, seconds, bytes, count }

    package let name: String
    package let unit: Unit
    package let first: Double?
    package let second: Double?
    /// What drawing the test images anew leaves open of the second less the first: 95 % of replicates.
    ///
    /// Absent for other figures, and where the two did not answer the same images.
    package var images: Interval?
    /// On how many of the same images one alone is right, and how likely that is by chance.
    package var mcNemar: McNemar?
  }

  package init(_ first: DifferenceSide, _ second: DifferenceSide) {
    (self.first, self.second) = (Side(first), Side(second))
    (values, sameValues) = Self.pairs(first.recipe, second.recipe)
    (provenance, sameProvenance) = Self.pairs(first.provenance, second.provenance)
    results = Self.results(first, second)
  }

  /// Nothing where a side has no values at all: a recipe has no provenance, and what cannot be read has been reported.
  private static func pairs(
    _ first: [ComparedRun.RecipeValue], _ second: [ComparedRun.RecipeValue]
  ) -> (differing: [Pair], same: Int) {
    guard !first.isEmpty, !second.isEmpty else { return ([], 0) }
    let values = [first, second].map { side in
      Dictionary(side.map { ($0.key, $0.value) }) { earlier, _ in earlier }
    }
    var known: Set<String> = []
    // Keys of the second alone come after the key that they follow there.
    var keys = first.map(\.key)
    for (index, entry) in second.enumerated() where values[0][entry.key] == nil {
      let before = second[..<index].last.flatMap { keys.lastIndex(of: $0.key) }
      keys.insert(entry.key, at: before.map { $0 + 1 } ?? 0)
    }
    let pairs = keys.filter { known.insert($0).inserted }.map { key in
      Pair(key: key, first: values[0][key], second: values[1][key])
    }
    let differing = pairs.filter { $0.first != $0.second }
    return (differing, pairs.count - differing.count)
  }

  // MARK: - Results

  private static func results(_ first: DifferenceSide, _ second: DifferenceSide) -> [Result] {
    let sides = [first, second]
    var results: [Result] = []
    func add(_ name: String, _ unit: Result.Unit, _ value: (DifferenceSide) -> Double?) {
      let values = sides.map(value)
      guard values.contains(where: { $0 != nil }) else { return }
      results.append(Result(name: name, unit: unit, first: values[0], second: values[1]))
    }
    add("epochs", .count) { $0.record.map { Double($0.epoch) } }
    add("steps", .count) { $0.record.map { Double($0.step) } }
    add("best validation mean", .share) { $0.record?.best }
    let exits = sides.compactMap { $0.evaluation?.test.top1.count }.max() ?? 0
    let images = SharedImages(first.outcomes, second.outcomes, seed: first.record?.seed ?? 1)
    for exit in 0..<exits {
      add("exit \(exit + 1)", .share) { side in
        side.evaluation.flatMap { $0.test.top1.indices.contains(exit) ? $0.test.top1[exit] : nil }
      }
      if let images, exit < images.exits, !results.isEmpty {
        results[results.count - 1].images = images.interval(of: [exit])
        results[results.count - 1].mcNemar = images.mcNemar(at: exit)
      }
    }
    add("mean of exits", .share) { $0.evaluation?.test.mean }
    if let images, exits > 0 { results[results.count - 1].images = images.interval(of: Array(0..<images.exits)) }
    add("ensemble", .share) { $0.evaluation?.test.ensemble }
    add("time", .seconds) { $0.history.seconds }
    add("processor time", .seconds) { $0.history.processorSeconds }
    add("memory", .bytes) { $0.history.peakMemory }
    return results
  }
}
