import WorkbenchCore

/// Thresholds, and what comes of them on a split: one point of the trade of accuracy for cost.
package struct OperatingPoint: Sendable, Codable, Equatable {
  /// What the thresholds are for, as tables call it: `budget 5`, `cost 12M`, `accuracy 0.7`, `threshold 2`.
  package let name: String
  /// The number of a budget of MSDNet's curve, from 1: small ones leave early.
  package let budget: Int?
  /// The share of samples that each exit is meant to take, where the thresholds follow from shares.
  package let shares: [Double]?
  /// Whether the split of the fit has what was asked for; absent where nothing was.
  package let isReached: Bool?
  /// The score from which on a sample leaves at each exit; the last exit takes everything.
  package let thresholds: [Float]
  /// How many samples really left at each exit.
  package let counts: [Int]
  /// The mean cost of a sample, in the unit of the exits' costs.
  package let cost: Double
  /// The share of samples that were right, 0...1.
  package let accuracy: Double
  /// What the finite split leaves open, where it was estimated.
  package var intervals: Intervals?

  /// Bootstrap intervals of the two figures.
  package struct Intervals: Sendable, Codable, Equatable {
    package let cost: Interval
    package let accuracy: Interval
  }

  /// A threshold that no score reaches, and, with the other sign, one that every score reaches.
  static let never: Float = 1e8

  /// Applies thresholds to a split; `costs` are those of the way to each exit.
  package init(
    _ name: String, thresholds: [Float], on samples: ScoredSamples, costs: [Double], budget: Int? = nil,
    shares: [Double]? = nil, isReached: Bool? = nil
  ) {
    (self.name, self.budget, self.shares) = (name, budget, shares)
    (self.isReached, self.thresholds) = (isReached, thresholds)
    let exits = samples.exitsTaken(under: thresholds)
    var counts = [Int](repeating: 0, count: thresholds.count)
    for exit in exits { counts[exit] += 1 }
    self.counts = counts
    let total = Double(max(samples.count, 1))
    cost = zip(counts, costs).reduce(0) { $0 + Double($1.0) * $1.1 } / total
    accuracy = Double(Self.rightness(of: samples, at: exits).count { $0 == 1 }) / total
  }

  /// The same thresholds on other samples.
  func applied(to samples: ScoredSamples, costs: [Double]) -> OperatingPoint {
    OperatingPoint(
      name, thresholds: thresholds, on: samples, costs: costs, budget: budget, shares: shares, isReached: isReached)
  }

  /// The same point with bootstrap intervals from the samples it was applied to.
  func withIntervals(from samples: ScoredSamples, costs: [Double], _ bootstrap: Bootstrap) -> OperatingPoint {
    let exits = samples.exitsTaken(under: thresholds)
    let intervals = bootstrap.intervals(ofMeans: [exits.map { costs[$0] }, Self.rightness(of: samples, at: exits)])
    var point = self
    point.intervals = Intervals(cost: intervals[0], accuracy: intervals[1])
    return point
  }

  /// 1 for every sample that is right at its exit, else 0.
  private static func rightness(of samples: ScoredSamples, at exits: [Int]) -> [Double] {
    exits.indices.map { samples.predictions[exits[$0]][$0] == samples.labels[$0] ? 1 : 0 }
  }
}
