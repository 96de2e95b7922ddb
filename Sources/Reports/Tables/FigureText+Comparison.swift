import Comparison

/// Figures of a comparison, the same in every format.
extension FigureText {
  /// A mean with its deviation, in per cent: `69.0 ± 0.4`; a single seed has none.
  package static func value(_ measure: Measure) -> String {
    percent(measure.summary.mean) + (measure.summary.deviation.map { " ± \(percent($0))" } ?? "")
  }

  /// A difference in points with its sign: `+1.1`, `−0.1`, `0.0`.
  package static func points(_ difference: Double) -> String {
    let text = percent(abs(difference))
    return text == "0.0" ? text : (difference < 0 ? "−" : "+") + text
  }

  /// The difference to the baseline: over seeds, or of single runs.
  package static func difference(_ measure: Measure, to baseline: Measure) -> Double {
    measure.difference?.mean ?? measure.summary.mean - baseline.summary.mean
  }

  /// The 95 % interval of the difference: over seeds, or over images for single runs.
  package static func interval(_ measure: Measure) -> (low: Double, high: Double)? {
    if let difference = measure.difference, let low = difference.low, let high = difference.high { return (low, high) }
    return measure.images?.difference.map { ($0.low, $0.high) }
  }

  /// An interval in points: `+0.3 … +1.9`.
  package static func interval(_ interval: (low: Double, high: Double)) -> String {
    "\(points(interval.low)) … \(points(interval.high))"
  }

  /// `**` below 0.01, `*` below 0.05, after the correction; nothing where nothing is claimed.
  package static func mark(_ measure: Measure) -> String {
    guard let probability = measure.difference?.corrected else { return "" }
    return probability < 0.01 ? "**" : probability < 0.05 ? "*" : ""
  }

  /// What the marks mean.
  package static func marks(_ comparison: StrategyComparison) -> String {
    let designs = Set(comparison.groups.flatMap(\.exits).compactMap(\.difference?.design))
    let test = designs == [.unpaired] ? "Welch's t test" : "t test paired over seeds"
    return "* p < 0.05, ** p < 0.01: \(test), Holm's correction over \(count(comparison.tests, "difference"))"
  }

  /// What a cost is beside the baseline's, which is so many times as high: `1.14× cheaper`, `1.10× dearer`, `the same`.
  package static func cheaper(_ times: Double) -> String {
    if Self.times(times) == Self.times(1) { return "the same" }
    return times > 1 ? "\(Self.times(times)) cheaper" : "\(Self.times(1 / times)) dearer"
  }

  /// `3 seeds`, `1 seed`.
  package static func seeds(_ group: ComparedGroup) -> String { count(group.runs.count, "seed") }
}
