import Charts
import Comparison
import Foundation

/// How figures of a comparison are written, the same in every format.
package enum FigureText {
  /// A share as per cent: `61.3`.
  package static func percent(_ share: Double) -> String { String(format: "%.1f", 100 * share) }

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

  /// An accuracy that was chosen, without needless decimals: `75`, `75.5`.
  package static func chosen(_ share: Double) -> String {
    let text = percent(share)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
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
    let count = comparison.tests
    return "* p < 0.05, ** p < 0.01: \(test), Holm's correction over \(count) difference\(count == 1 ? "" : "s")"
  }

  /// A ratio to the baseline: `2.61×`.
  package static func times(_ ratio: Double?) -> String { ratio.map { String(format: "%.2f×", $0) } ?? "–" }

  /// What a cost is beside the baseline's, which is so many times as high: `1.14× cheaper`, `1.10× dearer`, `the same`.
  package static func cheaper(_ times: Double) -> String {
    if Self.times(times) == Self.times(1) { return "the same" }
    return times > 1 ? "\(Self.times(times)) cheaper" : "\(Self.times(1 / times)) dearer"
  }

  /// Multiply-accumulates, parameters, bytes: `1.2 M`.
  package static func large(_ number: Double) -> String { NumberStyle.large.text(number) }

  /// Seconds as `0:21`, `12:05` or `3:07:00`; what a damaged file calls a time may be none.
  package static func duration(_ seconds: Double) -> String {
    guard (0...1e15).contains(seconds) else { return "–" }
    let whole = Int(seconds.rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
  }

  /// `3 seeds`, `1 seed`.
  package static func seeds(_ group: ComparedGroup) -> String {
    "\(group.runs.count) seed\(group.runs.count == 1 ? "" : "s")"
  }
}
