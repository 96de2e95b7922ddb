import Foundation
import RunFiles

/// Thresholds for a mean cost or for an accuracy, found on the samples that they are fitted to.
///
/// A policy whose exits share one threshold is tried with each of its thresholds. For the others one number is searched: the
/// ratio of the geometric series of shares that ``BudgetedBatch`` has, which may be any positive number here; shares that a policy
/// has learned are multiplied by the series. The larger it is, the later samples leave and the more they cost, so a cost is found by
/// bisection. Accuracy need not rise with cost, so for an
/// accuracy all ratios of a grid are tried, and the way from the last one that misses it is bisected.
package struct DirectSearch {
  /// What is asked for.
  package enum Target: Sendable, Equatable {
    /// The largest mean cost.
    case cost(Double)
    /// The smallest share of right answers, 0...1.
    case accuracy(Double)
  }

  /// Thresholds, and whether the samples they are fitted to have what was asked for; else they are as near as it gets.
  package struct Result {
    package let thresholds: [Float]
    package let isReached: Bool
  }

  private let samples: ScoredSamples
  private let costs: [Double]
  /// The shared thresholds of the policy, if it has such.
  private let shared: [Float]?
  /// What a ratio of 1 stands for: equal shares, unless the policy has learned others.
  private let base: [Double]

  /// Searches on `samples`; `costs` are those of the way to each exit.
  package init(
    _ samples: ScoredSamples, costs: [Double], sharedThresholds: [Float]?, beginningWith base: [Double]? = nil
  ) {
    (self.samples, self.costs, shared) = (samples, costs, sharedThresholds)
    self.base = base ?? costs.map { _ in 1 }
  }

  package func callAsFunction(_ target: Target) -> Result {
    switch target {
    case .cost(let limit):
      let found = cheapEnough(limit)
      return Result(thresholds: found.thresholds, isReached: found.cost <= limit)
    case .accuracy(let wanted):
      let found = accurateEnough(wanted)
      return Result(thresholds: found.thresholds, isReached: found.accuracy >= wanted)
    }
  }

  /// The most accurate of the shared thresholds within the limit, or the dearest ratio within it; else the cheapest of all.
  private func cheapEnough(_ limit: Double) -> OperatingPoint {
    if let shared {
      let points = shared.map { point(Self.thresholds(shared: $0, exits: costs.count)) }
      return points.filter { $0.cost <= limit }.max { $0.accuracy < $1.accuracy }
        ?? points.min { $0.cost < $1.cost } ?? everyoneStays
    }
    let late = point(logarithm: Self.logarithms.upperBound)
    if late.cost <= limit { return late }
    return bisected(Self.logarithms.lowerBound, Self.logarithms.upperBound) { $0.cost > limit }.below
  }

  /// The cheapest point that is accurate enough; else the most accurate of all.
  private func accurateEnough(_ wanted: Double) -> OperatingPoint {
    let grid = stride(from: Self.logarithms.lowerBound, through: Self.logarithms.upperBound, by: Self.gridStep)
    let points =
      shared.map { $0.map { point(Self.thresholds(shared: $0, exits: costs.count)) } }
      ?? grid.map { point(logarithm: $0) }
    let reaching = points.indices.filter { points[$0].accuracy >= wanted }
    guard let first = reaching.min(by: { points[$0].cost < points[$1].cost }) else {
      return points.max { $0.accuracy < $1.accuracy } ?? everyoneStays
    }
    guard shared == nil, first > 0 else { return points[first] }
    let lower = Self.logarithms.lowerBound + Double(first - 1) * Self.gridStep
    let refined = bisected(lower, lower + Self.gridStep) { $0.accuracy >= wanted }.above
    return refined.accuracy >= wanted && refined.cost < points[first].cost ? refined : points[first]
  }

  // MARK: - Points

  private var everyoneStays: OperatingPoint {
    point(Self.thresholds(shared: OperatingPoint.never, exits: costs.count))
  }

  private func point(_ thresholds: [Float]) -> OperatingPoint {
    OperatingPoint("", thresholds: thresholds, on: samples, costs: costs)
  }

  private func point(logarithm: Double) -> OperatingPoint {
    point(BudgetedBatch.thresholds(for: Self.shares(logarithm: logarithm, times: base), on: samples))
  }

  /// The points on both sides of where `isAbove` begins to hold between two logarithms.
  private func bisected(
    _ lower: Double, _ upper: Double, _ isAbove: (OperatingPoint) -> Bool
  ) -> (below: OperatingPoint, above: OperatingPoint) {
    var (lower, upper) = (lower, upper)
    var (below, above) = (point(logarithm: lower), point(logarithm: upper))
    for _ in 0..<Self.halvings {
      let middle = (lower + upper) / 2
      let tried = point(logarithm: middle)
      if isAbove(tried) { (upper, above) = (middle, tried) } else { (lower, below) = (middle, tried) }
    }
    return (below, above)
  }

  /// Logarithms of the ratio; at the ends everybody leaves at the first exit, and at the last.
  private static let logarithms = -40.0...40.0
  private static let gridStep = 0.125
  private static let halvings = 40

  /// The base in a geometric series with the ratio `exp(logarithm)`, scaled to sum 1.
  static func shares(logarithm: Double, times base: [Double]) -> [Float] {
    // The largest factor is 1, so that none overflows; a share of nothing is as good as 1e-12.
    let terms = base.enumerated().map { exit, share in
      max(share, 1e-12) * exp(Double(logarithm > 0 ? exit - base.count + 1 : exit) * logarithm)
    }
    let sum = terms.reduce(0, +)
    return terms.map { Float($0 / sum) }
  }

  /// One threshold for all exits but the last, which takes everything.
  static func thresholds(shared threshold: Float, exits: Int) -> [Float] {
    [Float](repeating: threshold, count: exits - 1) + [-OperatingPoint.never]
  }
}
