import Comparison

/// The band around a line of means.
enum SeedBand {
  /// The least number of seeds with which a 95 % interval says more than that seeds are few.
  static let leastSeeds = 3

  /// The 95 % interval of the mean over seeds; `nil` for fewer than three.
  static func interval(of values: [Double]) -> ClosedRange<Double>? {
    values.count < leastSeeds ? nil : SampleSummary(values).interval
  }

  /// What bands of these groups are, as a caption says it.
  static func caption(_ groups: [ReportedGroup], single: String = "") -> String {
    let counts = groups.map(\.runs.count)
    if counts.allSatisfy({ $0 >= leastSeeds }) { return "Bands: 95 % intervals of the mean over seeds." }
    if counts.allSatisfy({ $0 == 1 }) { return single }
    return "Bands: 95 % intervals of the mean, where there are three seeds or more."
      + (counts.contains(1) && !single.isEmpty
        ? " Of a single seed: \(single.prefix(1).lowercased())\(single.dropFirst())" : "")
  }
}
