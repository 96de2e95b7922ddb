import Settings

/// One dimension of a sweep: values that change together.
///
/// A sweep has a run for every combination of one choice from each of its axes.
struct SweepAxis {
  /// What is set together in each choice.
  var choices: [[Override]]
  /// Where the axis is given.
  let place: Place

  /// The dotted paths that the axis sets, in the order of their first mention.
  var keys: [String] {
    var known: Set<String> = []
    return choices.joined().map(\.key).filter { known.insert($0).inserted }
  }

  /// Whether several keys change together: every choice sets all of them.
  var isTied: Bool { keys.count > 1 && choices.allSatisfy { Set($0.map(\.key)).count == keys.count } }

  /// Whether the axis sets nothing but the seed.
  var isSeed: Bool { keys == ["seed"] }

  /// The axis without some keys; nil where nothing is left of it.
  func without(_ taken: Set<String>) -> SweepAxis? {
    var rest = self
    rest.choices = choices.map { $0.filter { !taken.contains($0.key) } }
    return rest.keys.isEmpty ? nil : rest
  }
}

extension [SweepAxis] {
  /// Every combination of one choice from each axis: the last axis changes fastest.
  var combinations: [[Override]] {
    reduce([[]]) { combinations, axis in combinations.flatMap { first in axis.choices.map { first + $0 } } }
  }

  /// The number of combinations; nil when it is beyond counting.
  var combinationCount: Int? {
    reduce(1 as Int?) { count, axis in
      guard let count, case let (product, overflow) = count.multipliedReportingOverflow(by: axis.choices.count),
        !overflow
      else { return nil }
      return product
    }
  }
}
