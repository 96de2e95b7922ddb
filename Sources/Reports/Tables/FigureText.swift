import Charts
import Foundation
import RunFiles

/// How figures are written, on terminals, on pages and in tables.
package enum FigureText {
  // MARK: - Shares

  /// A share in 0...1 as per cent: `61.3`.
  package static func percent(_ share: Double) -> String { String(format: "%.1f", 100 * share) }

  /// A share in 0...1 as per cent, with half of its interval: `61.3 ± 2.1`.
  package static func percent(_ share: Double, _ interval: Interval?) -> String {
    percent(share) + (interval.map { " ± \(percent($0.radius))" } ?? "")
  }

  /// A share in 0...1 as whole per cent: `61`.
  package static func wholePercent(_ share: Double) -> String { String(format: "%.0f", 100 * share) }

  /// A share in 0...1 as whole per cent with its sign: `61 %`.
  package static func roundPercent(_ share: Double) -> String { "\(wholePercent(share)) %" }

  /// An accuracy that was chosen, without needless decimals: `75`, `75.5`.
  package static func chosen(_ share: Double) -> String {
    let text = percent(share)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  // MARK: - Amounts

  /// Multiply-accumulates, parameters, bytes, with three digits and a letter: `1.23 M`.
  package static func large(_ number: Double) -> String { NumberStyle.large.text(number) }

  /// A large number of something: `1.23 MMACs`, `640 MACs`.
  package static func large(_ number: Int, _ unit: String) -> String {
    let text = large(Double(number))
    return text.last?.isNumber == true ? "\(text) \(unit)" : text + unit
  }

  /// A size with three digits: `169 MB`, `4.54 kB`, `12 B`.
  package static func bytes(_ count: Int) -> String { large(count, "B") }

  /// A count with its noun: `1 step`, `2 steps`.
  package static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// Seconds as `0:21`, `12:05` or `3:07:00`; what a damaged file calls a time may be none.
  package static func duration(_ seconds: Double) -> String {
    guard (0...1e15).contains(seconds) else { return "–" }
    let whole = Int(seconds.rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
  }

  // MARK: - Numbers

  /// A number with two decimals and half of its interval: `1.23 ± 0.04`.
  package static func number(_ number: Double, _ interval: Interval) -> String {
    String(format: "%.2f ± %.2f", number, interval.radius)
  }

  /// A loss in at most seven characters.
  package static func loss(_ loss: Double) -> String {
    String(format: abs(loss) < 100 ? "%.3f" : abs(loss) < 10_000 ? "%.1f" : "%.1e", loss)
  }

  /// A learning rate without needless digits.
  package static func rate(_ rate: Double) -> String { String(format: "%.3g", rate) }

  /// A ratio to the baseline: `2.61×`.
  package static func times(_ ratio: Double?) -> String { ratio.map { String(format: "%.2f×", $0) } ?? "–" }
}
