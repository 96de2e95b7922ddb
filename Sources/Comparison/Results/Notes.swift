import Foundation
import Settings

/// What a reader must know besides the figures, in sentences.
struct Notes {
  let sentences: [String]

  /// - Parameters:
  ///   - runs: all that were asked for, also those that do not count.
  ///   - groups: those that count, the baseline first.
  ///   - results: what came of them.
  init(runs: [ComparedRun], groups: [RunGroup], results: [ComparedGroup]) {
    sentences =
      Self.written(groups) + Self.leftOut(runs, groups) + Self.seeds(groups) + Self.spread(groups, results)
      + Self.length(groups)
      + Self.scales(groups)
  }

  /// What people have written on the runs that count.
  private static func written(_ groups: [RunGroup]) -> [String] {
    groups.flatMap(\.runs).flatMap { run -> [String] in
      let labels = run.annotations.labels
      return (labels.isEmpty ? [] : ["\(run.directory.shortID) is labelled \(labels.joined(separator: ", "))"])
        + run.annotations.notes.map { "\(run.directory.shortID): \($0.text)" }
    }
  }

  private static func leftOut(_ runs: [ComparedRun], _ groups: [RunGroup]) -> [String] {
    let counted = Set(groups.flatMap(\.runs).map(\.id))
    let unfinished = runs.filter { !$0.isComplete }
    let repeated = runs.filter { $0.isComplete && !counted.contains($0.id) }
    var sentences: [String] = []
    if !unfinished.isEmpty {
      let states = unfinished.map { "\($0.directory.shortID) (\($0.record.state.rawValue))" }
      sentences.append("left out, not finished: \(states.joined(separator: ", "))")
    }
    if !repeated.isEmpty {
      let ids = repeated.map(\.directory.shortID).joined(separator: ", ")
      sentences.append("left out, a later run has the same recipe and seed: \(ids)")
    }
    return sentences
  }

  private static func seeds(_ groups: [RunGroup]) -> [String] {
    guard let baseline = groups.first, groups.count > 1 else { return [] }
    var sentences: [String] = []
    if groups.contains(where: { $0.runs.count == 1 }) {
      sentences.append(
        "a single seed shows nothing about other seeds: its intervals come from drawing test images anew, and nothing is claimed"
      )
    }
    let unpaired = groups.dropFirst().filter {
      $0.seeds != baseline.seeds && $0.runs.count > 1 && baseline.runs.count > 1
    }
    if !unpaired.isEmpty {
      sentences.append(
        "seeds are not those of \(baseline.label): \(unpaired.map(\.label).joined(separator: ", ")); only seeds that both have are paired"
      )
    }
    let counts = groups.map(\.runs.count).filter { $0 > 1 }
    if let least = counts.min(), least < 5 {
      let distribution = StudentDistribution(degreesOfFreedom: Double(least - 1))
      let factor = distribution.value(exceededWith: 0.025) / Double(least).squareRoot()
      sentences.append(
        "\(least) seeds are few: an interval reaches \(String(format: "%.2f", factor)) standard deviations to either side, "
          + "with five seeds 1.24")
    }
    return sentences
  }

  /// How many seeds would show half a point at the last exit.
  private static func spread(_ groups: [RunGroup], _ results: [ComparedGroup]) -> [String] {
    guard let baseline = groups.first else { return [] }
    let deviations = results.dropFirst().compactMap { result -> Double? in
      guard let own = groups.first(where: { $0.label == result.label }), let exit = result.exits.indices.last else {
        return nil
      }
      let differences = own.runs.compactMap { run -> Double? in
        guard let other = baseline.run(ofSeed: run.seed)?.evaluation, other.test.top1.indices.contains(exit) else {
          return nil
        }
        return run.evaluation.map { $0.test.top1[exit] - other.test.top1[exit] }
      }
      return differences.isEmpty ? nil : SampleSummary(differences).deviation
    }
    guard let worst = deviations.max(), worst > 0 else { return [] }
    let seeds = SeedsNeeded.pairs(toSee: 0.005, deviation: worst)
    let words = seeds.map { "about \($0) seeds" } ?? "more than 1000 seeds"
    return ["to see half a point at the last exit takes \(words)"]
  }

  /// In what the groups are equal: steps, epochs or time.
  private static func length(_ groups: [RunGroup]) -> [String] {
    let runs = groups.flatMap(\.runs)
    guard groups.count > 1 else { return [] }
    let (steps, epochs) = (Set(runs.map(\.record.step)), Set(runs.map(\.record.epochs)))
    func means(_ seconds: (ComparedRun) -> Double?) -> [Double] {
      groups.compactMap { group in
        let known = group.runs.compactMap(seconds)
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
      }
    }
    let processor = means(\.processorSeconds)
    let isOfProcessor = processor.count == groups.count
    let seconds = isOfProcessor ? processor : means(\.trainingSeconds)
    let ratio = (seconds.max() ?? 1) / max(seconds.min() ?? 1, .leastNonzeroMagnitude)
    let equal = (steps.count == 1 ? ["steps"] : []) + (epochs.count == 1 ? ["epochs"] : [])
    let time =
      seconds.count < groups.count
      ? ""
      : isOfProcessor
        ? String(format: ", not in processor time: the dearest took %.2f times as much", ratio)
        : String(format: ", not in time: the slowest took %.2f times as long", ratio)
    guard !equal.isEmpty else { return ["runs are equal neither in steps nor in epochs"] }
    let isEqualInTime = ratio <= 1.05 && seconds.count == groups.count
    return [
      "runs are equal in \(equal.joined(separator: " and "))"
        + (isEqualInTime ? ", and within 5 % in \(isOfProcessor ? "processor " : "")time" : time)
    ]
  }

  /// Whose update is as long as what: at one learning rate, updates on different scales are steps of different lengths.
  private static func scales(_ groups: [RunGroup]) -> [String] {
    let known = groups.compactMap { group in group.runs[0].updateScale.map { (label: group.label, scale: $0) } }
    guard groups.count > 1, let first = known.first else { return [] }
    let words: [UpdateScale: String] = [
      .sum: "like a sum of gradients", .mean: "like a mean of gradients", .own: "of a length of its own",
    ]
    guard known.contains(where: { $0.scale != first.scale }) else {
      return ["every update is \(words[first.scale] ?? "")"]
    }
    let scales = [UpdateScale.sum, .mean, .own].compactMap { scale -> String? in
      let labels = known.filter { $0.scale == scale }.map(\.label)
      return labels.isEmpty ? nil : "\(words[scale] ?? "") (\(labels.joined(separator: ", ")))"
    }
    return ["updates are on different scales, which the learning rate has to follow: \(scales.joined(separator: "; "))"]
  }
}
