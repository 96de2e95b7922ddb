/// How accurate a network is at whatever moment it is stopped: three conventions, which are not to be mixed.
package struct AnytimeAreas: Sendable, Codable, Equatable {
  /// The mean over the exits; tables often call it the average.
  package let mean: Double
  /// The area under the straight lines between exits, over the cost from the first exit to the last, scaled to 0...1.
  package let trapezoid: Double
  /// The area under the staircase from no cost to the last exit's: an answer holds until the next exit's, and before the first
  /// there is none; the last exit's has no width.
  package let staircase: Double

  package init(accuracies: [Double], costs: [Double]) {
    func area(_ weights: Weights) -> Double { zip(accuracies, weights.values).reduce(0) { $0 + $1.0 * $1.1 } }
    (mean, trapezoid) = (area(.mean(costs)), area(.trapezoid(costs)))
    staircase = area(.staircase(costs))
  }

  /// Every area is a weighted sum of accuracies; so is that of one sample, of which the area is the mean.
  package struct Weights {
    package let values: [Double]

    package static func mean(_ costs: [Double]) -> Weights {
      Weights(values: costs.map { _ in 1 / Double(costs.count) })
    }

    package static func trapezoid(_ costs: [Double]) -> Weights {
      let span = (costs.last ?? 0) - (costs.first ?? 0)
      guard span > 0 else { return mean(costs) }
      return Weights(
        values: costs.indices.map { exit in
          (costs[min(exit + 1, costs.count - 1)] - costs[max(exit - 1, 0)]) / 2 / span
        })
    }

    package static func staircase(_ costs: [Double]) -> Weights {
      Weights(
        values: costs.indices.map { exit in
          (costs[min(exit + 1, costs.count - 1)] - costs[exit]) / (costs.last ?? 1)
        })
    }
  }
}
