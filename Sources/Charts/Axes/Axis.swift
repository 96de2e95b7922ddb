import Foundation

/// One direction of a chart with numbers.
package struct Axis: Sendable {
  package enum Scale: Sendable { case linear, logarithmic }

  /// What is measured, with its unit.
  package var label: String
  /// What is shown; found from the values where it is not given.
  package var range: ClosedRange<Double>?
  package var scale: Scale
  package var numbers: NumberStyle
  /// Whether only whole numbers are marked.
  package var isWhole: Bool

  package init(
    _ label: String, range: ClosedRange<Double>? = nil, scale: Scale = .linear, numbers: NumberStyle = .plain,
    isWhole: Bool = false
  ) {
    (self.label, self.range, self.scale) = (label, range, scale)
    (self.numbers, self.isWhole) = (numbers, isWhole)
  }

  /// The axis with a range that holds all values with a little air; a given range stays.
  ///
  /// `air` is the share of the values' span that is added at both ends.
  func fitted(to values: [Double], air: Double) -> Axis {
    guard range == nil else { return self }
    let usable = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    var axis = self
    guard let low = usable.min(), let high = usable.max() else {
      axis.range = scale == .linear ? 0...1 : 1...10
      return axis
    }
    if scale == .logarithmic {
      let factor = max(1.05, pow(high / low, air))
      axis.range = low / factor...high * factor
    } else if low == high {
      let room = max(abs(low) * 0.1, numbers.isShare ? 0.01 : 0.5)
      axis.range = low - room...high + room
    } else {
      axis.range = low - air * (high - low)...high + air * (high - low)
    }
    return axis
  }

  /// Where a value stands along a way of some length: 0 at the lower end.
  func position(of value: Double, along length: Double) -> Double {
    let range = range ?? 0...1
    func share(_ low: Double, _ high: Double, _ value: Double) -> Double {
      high > low ? (value - low) / (high - low) : 0.5
    }
    let place =
      scale == .linear
      ? share(range.lowerBound, range.upperBound, value)
      : share(log(range.lowerBound), log(range.upperBound), log(max(value, .leastNormalMagnitude)))
    return place * length
  }

  /// The marks for a way of some length, with what is written at them.
  func ticks(along length: Double, spacing: Double) -> [(value: Double, text: String)] {
    let range = range ?? 0...1
    let count = max(2, Int(length / spacing))
    let ticks =
      scale == .linear
      ? Ticks(of: range, about: count, isWhole: isWhole) : Ticks(ofLogarithmic: range, about: count)
    return ticks.values.map { value in
      (value, scale == .linear ? numbers.tick(value, step: ticks.step) : numbers.power(value))
    }
  }
}

extension NumberStyle {
  fileprivate var isShare: Bool {
    if case .percent = self { true } else { false }
  }
}
