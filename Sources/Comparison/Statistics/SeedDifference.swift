/// How far two strategies lie apart over seeds, and how sure that is.
package struct SeedDifference: Sendable, Codable, Equatable {
  /// How the seeds of the two belong together.
  package enum Design: String, Sendable, Codable {
    /// Every seed has a run of both: the same initial weights and the same order of data.
    case paired
    /// Some seeds have a run of one alone, so the runs are taken as independent.
    case unpaired
  }

  package let design: Design
  /// Pairs, or the runs of the smaller group.
  package let n: Int
  /// The mean of the strategy less that of the baseline.
  package let mean: Double
  /// The 95 % interval of ``mean``; absent where a single seed has no spread.
  package let low: Double?
  package let high: Double?
  /// The probability of a difference as large as this if there were none: Student's test, two-sided.
  ///
  /// Absent where there is no spread to measure it by: with one seed, or with differences that are all the same.
  package let probability: Double?
  /// The same, corrected for the number of exits and strategies that are looked at.
  package var corrected: Double?

  /// From pairs of the same seeds.
  package init(paired strategy: [Double], baseline: [Double]) {
    precondition(strategy.count == baseline.count && !strategy.isEmpty, "pairs need a run of both for each seed")
    let summary = SampleSummary(zip(strategy, baseline).map { $0 - $1 })
    self.init(
      .paired, n: summary.n, mean: summary.mean,
      error: summary.deviation.map { $0 / Double(summary.n).squareRoot() }, degreesOfFreedom: Double(summary.n - 1))
  }

  /// From runs of different seeds, by Welch's test, which allows that the two spread differently.
  package init(unpaired strategy: [Double], baseline: [Double]) {
    let (a, b) = (SampleSummary(strategy), SampleSummary(baseline))
    var error: Double?
    var degrees = 0.0
    if let first = a.deviation, let second = b.deviation {
      let parts = (first * first / Double(a.n), second * second / Double(b.n))
      error = (parts.0 + parts.1).squareRoot()
      degrees =
        (parts.0 + parts.1) * (parts.0 + parts.1)
        / (parts.0 * parts.0 / Double(a.n - 1) + parts.1 * parts.1 / Double(b.n - 1))
    }
    self.init(.unpaired, n: min(a.n, b.n), mean: a.mean - b.mean, error: error, degreesOfFreedom: degrees)
  }

  private init(_ design: Design, n: Int, mean: Double, error: Double?, degreesOfFreedom: Double) {
    (self.design, self.n, self.mean) = (design, n, mean)
    if let error, error > 0 {
      let distribution = StudentDistribution(degreesOfFreedom: degreesOfFreedom)
      let radius = distribution.value(exceededWith: 0.025) * error
      (low, high) = (mean - radius, mean + radius)
      probability = distribution.twoSidedProbability(mean / error)
    } else {
      let isExact = error == 0
      (low, high, probability) = (isExact ? mean : nil, isExact ? mean : nil, nil)
    }
  }
}
