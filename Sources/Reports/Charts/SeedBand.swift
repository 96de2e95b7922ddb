import Comparison

/// The band around a line of means.
enum SeedBand {
  /// The least number of seeds with which a 95 % interval is useful.
  static let leastSeeds = 3

  /// The 95 % interval of the mean over seeds, as far as it lies within `bounds`, what a value can be; `nil` for fewer than three.
  ///
  /// Over few seeds Student's interval is wide, and reaches beyond all accuracies there can be.
  static func interval(of values: [Double], within bounds: ClosedRange<Double>) -> ClosedRange<Double>? {
    values.count < leastSeeds ? nil : SampleSummary(values).interval?.clamped(to: bounds)
  }

  /// What a share can be: an accuracy, a rate.
  static let shares = 0.0...1.0

  /// What bands of these groups are, in a caption.
  static func caption(_ groups: [ReportedGroup], single: String = "") -> String {
    let counts = groups.map(\.runs.count)
    if counts.allSatisfy({ $0 >= leastSeeds }) { return "Bands: 95 % intervals of the mean over seeds." }
    if counts.allSatisfy({ $0 == 1 }) { return single }
    return "Bands: 95 % intervals of the mean, where there are three seeds or more."
      + (counts.contains(1) && !single.isEmpty
        ? " Of a single seed: \(single.prefix(1).lowercased())\(single.dropFirst())" : "")
  }
}
