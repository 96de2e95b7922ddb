/// Mean and spread of some repetitions.
package struct SampleSummary: Sendable, Codable, Equatable {
  /// How many there are.
  package let n: Int
  package let mean: Double
  /// The standard deviation with `n - 1` in the denominator; absent for a single value, which has no spread.
  package let deviation: Double?

  /// `values` holds at least one.
  package init(_ values: [Double]) {
    precondition(!values.isEmpty, "a summary needs a value")
    n = values.count
    let mean = values.reduce(0, +) / Double(n)
    self.mean = mean
    deviation =
      n > 1 ? (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n - 1)).squareRoot() : nil
  }

  /// The 95 % interval of the mean, by Student's distribution; absent for a single value.
  package var interval: ClosedRange<Double>? {
    deviation.map { deviation in
      let t = StudentDistribution(degreesOfFreedom: Double(n - 1)).value(exceededWith: 0.025)
      let radius = t * deviation / Double(n).squareRoot()
      return mean - radius...mean + radius
    }
  }
}
