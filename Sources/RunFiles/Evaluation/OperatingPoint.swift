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

  package init(
    name: String, budget: Int?, shares: [Double]?, isReached: Bool?, thresholds: [Float], counts: [Int], cost: Double,
    accuracy: Double, intervals: Intervals? = nil
  ) {
    (self.name, self.budget, self.shares, self.isReached) = (name, budget, shares, isReached)
    (self.thresholds, self.counts, self.cost, self.accuracy) = (thresholds, counts, cost, accuracy)
    self.intervals = intervals
  }

  /// Bootstrap intervals of the two figures.
  package struct Intervals: Sendable, Codable, Equatable {
    package let cost: Interval
    package let accuracy: Interval

    package init(cost: Interval, accuracy: Interval) {
      (self.cost, self.accuracy) = (cost, accuracy)
    }
  }

  /// A threshold that no score reaches, and, with the other sign, one that every score reaches.
  package static let never: Float = 1e8
}
