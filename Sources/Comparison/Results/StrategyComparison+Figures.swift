import Errors
import Foundation
import RunFiles

/// How the figures of a comparison are made.
extension StrategyComparison {
  /// Compares the complete runs among `runs`.
  ///
  /// - Throws: ``NothingToCompare``; ``NoSuchBaseline``.
  package init(of runs: [ComparedRun], _ question: Question = Question()) throws {
    let found = RunGroup.groups(of: runs)
    guard !found.isEmpty else { throw NothingToCompare(runs: runs.map { ($0.directory.shortID, $0.record.state) }) }
    let baseline = try Self.baseline(question.baseline, in: found)
    let figures = Figures(groups: found, baseline: found[baseline])
    let order =
      [baseline] + found.indices.filter { $0 != baseline }.sorted { figures.mean(of: $0) > figures.mean(of: $1) }
    let ordered = order.map { found[$0] }

    let curves = ordered.map { group in group.runs.compactMap { $0.evaluation?.early.map { CostCurve($0) } } }
    let target = question.target ?? Self.target(for: curves[0])
    let budgets = question.budgets.isEmpty ? Self.budgets(for: curves.flatMap { $0 }) : question.budgets
    var groups = ordered.enumerated().map { index, group in
      figures.group(group, isBaseline: index == 0, curves: curves[index], budgets: budgets, target: target)
    }
    let control = groups[0]
    for index in groups.indices.dropFirst() { groups[index].compare(with: control) }
    tests = Self.correct(&groups)
    Self.markBest(&groups)

    self.baseline = found[baseline].label
    (self.groups, self.target, sources) = (groups, target, ordered)
    checks = Comparability.checks(of: ordered.flatMap(\.runs))
    twins = Twins.find(in: ordered)
    notes = Notes(runs: runs, groups: ordered, results: groups).sentences
  }

  // MARK: - Choices

  private static func baseline(_ wanted: String?, in groups: [RunGroup]) throws -> Int {
    guard let wanted else { return groups.firstIndex { $0.strategy == Self.usualBaseline } ?? 0 }
    let matches: [(RunGroup) -> Bool] = [
      { $0.label == wanted }, { $0.strategy == wanted },
      { $0.runs.contains { $0.directory.shortID == wanted || $0.id == wanted } },
    ]
    for matches in matches {
      let found = groups.indices.filter { matches(groups[$0]) }
      if found.count == 1 { return found[0] }
    }
    throw NoSuchBaseline(wanted: wanted, known: groups.map(\.label))
  }

  /// What every strategy is published against: the sum of the exits' losses.
  private static let usualBaseline = "sum"

  /// A quarter, half and three quarters of the way between the costs that all curves come to, with two digits.
  private static func budgets(for curves: [CostCurve]) -> [Double] {
    guard let low = curves.compactMap({ $0.points.first?.cost }).max(),
      let high = curves.compactMap({ $0.points.last?.cost }).min(), low < high
    else { return [] }
    var budgets: [Double] = []
    for share in [0.25, 0.5, 0.75] {
      let budget = (low + share * (high - low)).rounded(toDigits: 2)
      if budget >= low, budget <= high, !budgets.contains(budget) { budgets.append(budget) }
    }
    return budgets
  }

  /// The last whole per cent that every run of the baseline reaches.
  private static func target(for curves: [CostCurve]) -> Double? {
    let best = curves.compactMap { $0.points.map(\.accuracy).max() }.min()
    return best.map { ($0 * 100).rounded(.down) / 100 }
  }

  // MARK: - Across groups

  /// Corrects the probabilities of all exits of all groups together, and those of their means.
  ///
  /// - Returns: how many differences of exits there are.
  private static func correct(_ groups: inout [ComparedGroup]) -> Int {
    func places(_ measures: (ComparedGroup) -> [Measure]) -> [(group: Int, measure: Int, probability: Double)] {
      groups.enumerated().flatMap { group, result in
        measures(result).enumerated().compactMap { index, measure in
          measure.difference?.probability.map { (group, index, $0) }
        }
      }
    }
    let exits = places(\.exits)
    for (place, corrected) in zip(exits, Holm.corrected(exits.map(\.probability))) {
      groups[place.group].exits[place.measure].difference?.corrected = corrected
    }
    let means = places { [$0.mean] }
    for (place, corrected) in zip(means, Holm.corrected(means.map(\.probability))) {
      groups[place.group].mean.difference?.corrected = corrected
    }
    return exits.count
  }

  private static func markBest(_ groups: inout [ComparedGroup]) {
    func mark(_ path: (Int) -> WritableKeyPath<ComparedGroup, Measure>, _ index: Int) {
      let means = groups.map { $0[keyPath: path(index)].summary.mean }
      guard groups.count > 1, let best = means.max() else { return }
      for group in groups.indices where means[group] == best { groups[group][keyPath: path(index)].isBest = true }
    }
    let exits = groups.map(\.exits.count)
    if Set(exits).count == 1 { for exit in 0..<exits[0] { mark({ \.exits[$0] }, exit) } }
    mark({ _ in \.mean }, 0)
    mark({ _ in \.ensemble }, 0)
  }
}

/// The figures of groups beside a baseline.
private struct Figures {
  let groups: [RunGroup]
  let baseline: RunGroup

  func mean(of index: Int) -> Double {
    let means = groups[index].runs.compactMap { $0.evaluation?.test.mean }
    return means.reduce(0, +) / Double(max(means.count, 1))
  }

  func group(
    _ group: RunGroup, isBaseline: Bool, curves: [CostCurve], budgets: [Double], target: Double?
  ) -> ComparedGroup {
    let evaluations = group.runs.compactMap(\.evaluation)
    let exits = evaluations[0].test.top1.count
    let images = isBaseline ? nil : sharedImages(of: group)
    // The answers of the ensemble are not kept, so it is a figure of no exits.
    func measure(
      _ value: (RunEvaluation) -> Double, own: (RunEvaluation) -> Interval, of exits: [Int]
    ) -> Measure {
      var measure = Measure(evaluations.map(value))
      if !isBaseline { measure.difference = difference(of: group, value) }
      if group.runs.count == 1 {
        measure.images = ImageInterval(
          own: own(evaluations[0]), difference: exits.isEmpty ? nil : images?.interval(of: exits),
          mcNemar: exits.count == 1 ? images?.mcNemar(at: exits[0]) : nil)
      }
      return measure
    }
    return ComparedGroup(
      label: group.label, strategy: group.strategy, updateScale: group.runs[0].updateScale, recipe: group.differences,
      runs: group.runs.map { .init(id: $0.id, seed: $0.seed) }, isBaseline: isBaseline,
      exits: (0..<exits).map { exit in
        measure({ $0.test.top1[exit] }, own: { $0.intervals.top1[exit] }, of: [exit])
      },
      mean: measure({ $0.test.mean }, own: { $0.intervals.mean }, of: Array(0..<exits)),
      ensemble: measure({ $0.test.ensemble }, own: { $0.intervals.ensemble }, of: []),
      costs: evaluations[0].costs.multiplyAccumulates,
      budgets: budgets.map { .init(budget: $0, accuracy: accuracy(of: group, curves, at: $0, isBaseline)) },
      reach: target.flatMap { reach(curves, $0) }, training: TrainingPrice(of: group.runs),
      conflict: ConflictSummary(of: group.runs, exits: exits))
  }

  /// Of a group and the baseline, where both are single runs that answered the same images.
  private func sharedImages(of group: RunGroup) -> SharedImages? {
    guard group.runs.count == 1, baseline.runs.count == 1 else { return nil }
    let images = SharedImages(baseline.runs[0].outcomes, group.runs[0].outcomes, seed: baseline.runs[0].seed)
    return images?.exits == group.runs[0].evaluation?.test.top1.count ? images : nil
  }

  /// Over the seeds that both have a run of, or of all runs where these are too few; `nil` with a single seed on either side.
  private func difference(of group: RunGroup, _ value: (RunEvaluation) -> Double) -> SeedDifference? {
    difference(of: group) { $0.evaluation.map(value) }
  }

  private func difference(of group: RunGroup, _ value: (ComparedRun) -> Double?) -> SeedDifference? {
    let pairs = group.runs.compactMap { run -> (Double, Double)? in
      guard let other = baseline.run(ofSeed: run.seed), let own = value(run), let base = value(other) else {
        return nil
      }
      return (own, base)
    }
    if pairs.count > 1 { return SeedDifference(paired: pairs.map(\.0), baseline: pairs.map(\.1)) }
    let (own, base) = (group.runs.compactMap(value), baseline.runs.compactMap(value))
    return own.count > 1 && base.count > 1 ? SeedDifference(unpaired: own, baseline: base) : nil
  }

  private func accuracy(of group: RunGroup, _ curves: [CostCurve], at budget: Double, _ isBaseline: Bool) -> Measure? {
    let values = curves.compactMap { $0.accuracy(at: budget) }
    guard values.count == group.runs.count, !values.isEmpty else { return nil }
    var measure = Measure(values)
    if !isBaseline {
      measure.difference = difference(of: group) { $0.evaluation?.early.flatMap { CostCurve($0).accuracy(at: budget) } }
    }
    return measure
  }

  private func reach(_ curves: [CostCurve], _ target: Double) -> ComparedGroup.Reach {
    let costs = curves.compactMap { $0.cost(of: target) }
    return .init(reached: costs.count, cost: costs.isEmpty ? nil : SampleSummary(costs))
  }
}

extension ComparedGroup {
  /// Adds what it costs beside the baseline.
  fileprivate mutating func compare(with baseline: ComparedGroup) {
    func ratio(_ own: SampleSummary?, _ base: SampleSummary?) -> Double? {
      guard let own, let base, base.mean > 0, own.mean > 0 else { return nil }
      return own.mean / base.mean
    }
    training.timesTheSeconds = ratio(training.seconds, baseline.training.seconds)
    training.timesTheProcessorSeconds = ratio(training.processorSeconds, baseline.training.processorSeconds)
    training.timesTheMemory = ratio(training.memory, baseline.training.memory)
    if let own = reach, let base = baseline.reach, own.reached == runs.count, base.reached == baseline.runs.count {
      reach?.timesCheaper = ratio(base.cost, own.cost)
    }
  }
}

extension Double {
  /// With so many significant digits.
  fileprivate func rounded(toDigits digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    let scale = pow(10, Double(digits) - 1 - log10(abs(self)).rounded(.down))
    return (self * scale).rounded() / scale
  }
}

/// Runs of which none can be compared.
package struct NothingToCompare: StatusedError, CustomStringConvertible {
  package let runs: [(id: String, state: RunState)]

  package var description: String {
    let states = runs.prefix(5).map { "\n  \($0.id) is \($0.state.rawValue)" }.joined()
    return runs.isEmpty
      ? "there are no runs to compare; name some, or a pattern such as 'dfs-*'"
      : "none of these \(runs.count) runs has finished and been evaluated\(states)"
  }

  package var exitStatus: ExitStatus { .missingInput }
}

/// A baseline that fits no group, or several.
package struct NoSuchBaseline: StatusedError, CustomStringConvertible, Equatable {
  package let wanted: String
  package let known: [String]

  package var description: String {
    "no group is called '\(wanted)', or several are\n  there are: \(known.joined(separator: ", "))"
  }

  package var exitStatus: ExitStatus { .missingInput }
}
