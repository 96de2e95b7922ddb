import Foundation

/// How numbers of an axis are written.
package enum NumberStyle: Sendable {
  /// As it is.
  case plain
  /// A share in 0...1 in per cent, without the sign.
  case percent
  /// Large ones with three digits and a letter: `1.2 M`.
  case large

  /// A tick; all ticks of an axis have as many decimals as their `step` needs.
  func tick(_ value: Double, step: Double) -> String {
    switch self {
    case .plain: Self.decimal(value, step: step)
    case .percent: Self.decimal(100 * value, step: 100 * step)
    case .large:
      if let (divisor, letter) = Self.unit(of: max(abs(value), step)) {
        value == 0 ? "0" : Self.decimal(value / divisor, step: step / divisor) + " " + letter
      } else {
        Self.decimal(value, step: step)
      }
    }
  }

  /// A tick of a logarithmic axis: no more digits than it needs.
  func power(_ value: Double) -> String {
    switch self {
    case .plain: return String(format: "%g", value)
    case .percent: return String(format: "%g", 100 * value)
    case .large:
      guard let (divisor, letter) = Self.unit(of: value) else { return String(format: "%g", value) }
      return String(format: "%g", value / divisor) + " " + letter
    }
  }

  /// A single value, with about three digits.
  package func text(_ value: Double) -> String {
    switch self {
    case .plain: return Self.significant(value)
    case .percent: return Self.signed(String(format: "%.1f", 100 * value))
    case .large:
      guard let (divisor, letter) = Self.unit(of: abs(value)) else { return Self.significant(value) }
      let size = abs(value / divisor)
      let decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2
      return Self.signed(String(format: "%.\(decimals)f", value / divisor)) + " " + letter
    }
  }

  private static func unit(of size: Double) -> (divisor: Double, letter: String)? {
    size >= 1e12 ? (1e12, "T") : size >= 1e9 ? (1e9, "G") : size >= 1e6 ? (1e6, "M") : size >= 1e3 ? (1e3, "k") : nil
  }

  private static func decimal(_ value: Double, step: Double) -> String {
    guard step > 0, abs(value) < 1e7, step >= 1e-4 else { return signed(String(format: "%.3g", value)) }
    // As many decimals as the step has: 0.25 has two, 0.5 has one.
    var decimals = 0
    var scaled = step
    while decimals < 4, abs(scaled - scaled.rounded()) > 1e-6 * max(1, scaled) {
      decimals += 1
      scaled *= 10
    }
    let text = String(format: "%.\(decimals)f", value)
    return signed(Double(text) == 0 ? String(text.drop { $0 == "-" }) : text)
  }

  private static func significant(_ value: Double) -> String {
    let size = abs(value)
    let decimals = size >= 100 || size == size.rounded() ? 0 : size >= 10 ? 1 : 2
    let isExtreme = size > 0 && size < 0.01 || size >= 1e7
    return signed(String(format: isExtreme ? "%.2e" : "%.\(decimals)f", value))
  }

  /// With the sign that is as wide as a plus.
  private static func signed(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }
}
