import Foundation
import Reports
import Runs

/// Numbers as people read them.
enum Figures {
  /// A share in 0...1 as per cent with one decimal.
  static func percent(_ share: Double) -> String { String(format: "%.1f", 100 * share) }

  /// A share in 0...1 as per cent, with half of its interval: `61.3 ± 2.1`.
  static func percent(_ share: Double, _ interval: Interval?) -> String {
    percent(share) + (interval.map { " ± \(percent($0.radius))" } ?? "")
  }

  /// A number with two decimals and half of its interval: `1.23 ± 0.04`.
  static func number(_ number: Double, _ interval: Interval) -> String {
    String(format: "%.2f ± %.2f", number, interval.radius)
  }

  /// A share in 0...1 as whole per cent.
  static func wholePercent(_ share: Double) -> String { String(format: "%.0f", 100 * share) }

  /// A share in 0...1 as whole per cent with its sign.
  static func roundPercent(_ share: Double) -> String { "\(wholePercent(share)) %" }

  /// A large number with three digits and a letter: `1.23 M`.
  static func large(_ number: Double) -> String {
    let (divisor, unit) =
      number >= 1e9 ? (1e9, " G") : number >= 1e6 ? (1e6, " M") : number >= 1e3 ? (1e3, " k") : (1, "")
    let value = number / divisor
    let digits = value >= 100 || divisor == 1 ? 0 : value >= 10 ? 1 : 2
    return String(format: "%.\(digits)f", value) + unit
  }

  /// A size with three digits: `169 MB`, `4.54 kB`, `12 B`.
  static func bytes(_ count: Int) -> String { large(count, "B") }

  /// Seconds as `0:21`, `12:05` or `3:07:00`.
  static func duration(_ seconds: Double) -> String { FigureText.duration(seconds) }

  /// A large number of something: `1.23 MMACs`, `640 MACs`.
  static func large(_ number: Int, _ unit: String) -> String {
    let text = large(Double(number))
    return text.last?.isNumber == true ? "\(text) \(unit)" : text + unit
  }

  /// A count with its noun: `1 step`, `2 steps`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// A loss in at most seven characters.
  static func loss(_ loss: Double) -> String {
    String(format: abs(loss) < 100 ? "%.3f" : abs(loss) < 10_000 ? "%.1f" : "%.1e", loss)
  }

  /// A learning rate without needless digits.
  static func rate(_ rate: Double) -> String { String(format: "%.3g", rate) }
}
