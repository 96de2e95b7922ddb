import Random

/// Where a figure of a finite split would lie for other samples of the same kind: 95 % of bootstrap replicates.
package struct Interval: Sendable, Codable, Equatable {
  package let low: Double
  package let high: Double

  /// Half of the width.
  package var radius: Double { (high - low) / 2 }
}

/// Percentile intervals from samples drawn anew, with replacement, a thousand times.
///
/// The draws depend on the recipe's seed and the number of samples alone, so all figures see the same ones.
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, section 13.3.
package struct Bootstrap: Sendable {
  package static let replicates = 1000
  private static let tail = 25

  private let samples: Int
  private let seed: UInt64

  package init(samples: Int, seed: UInt64) { (self.samples, self.seed) = (samples, seed) }

  /// The intervals of figures that are computed from the numbers of the drawn samples.
  package func intervals(of figures: [([Int]) -> Double]) -> [Interval] {
    guard samples > 0 else { return figures.map { _ in Interval(low: 0, high: 0) } }
    var values = figures.map { _ in [Double]() }
    var drawn = [Int](repeating: 0, count: samples)
    for replicate in 0..<Self.replicates {
      var random = RandomStream(seed: seed, purpose: "bootstrap", replicate)
      for position in drawn.indices { drawn[position] = random.below(samples) }
      for (figure, compute) in figures.enumerated() { values[figure].append(compute(drawn)) }
    }
    return values.map { values in
      let sorted = values.sorted()
      return Interval(low: sorted[Self.tail], high: sorted[Self.replicates - 1 - Self.tail])
    }
  }

  /// The intervals of means, of one value for each sample.
  package func intervals(ofMeans columns: [[Double]]) -> [Interval] {
    intervals(
      of: columns.map { column in
        { drawn in
          var sum = 0.0
          for sample in drawn { sum += column[sample] }
          return sum / Double(drawn.count)
        }
      })
  }
}
