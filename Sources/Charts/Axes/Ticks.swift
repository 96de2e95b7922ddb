import Foundation

/// Round numbers along an axis.
struct Ticks: Sendable, Equatable {
  /// In rising order, inside of the range that they were made for.
  let values: [Double]
  /// From one to the next.
  let step: Double

  /// About `count` multiples of 1, 2, 2.5 or 5 times a power of ten.
  ///
  /// `isWhole` keeps to whole numbers, for epochs and exits.
  init(of range: ClosedRange<Double>, about count: Int, isWhole: Bool = false) {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else {
      (values, step) = ([range.lowerBound], 1)
      return
    }
    let wanted = span / Double(max(count, 1))
    let power = pow(10, (log10(wanted)).rounded(.down))
    let factors = isWhole ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10]
    let nearest = (factors.min { abs($0 * power - wanted) < abs($1 * power - wanted) } ?? 1) * power
    let step = isWhole ? max(1, nearest.rounded()) : nearest
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    values = first <= last ? (Int(first)...Int(last)).map { Double($0) * step } : []
    self.step = step
  }

  /// Powers of ten, with their doubles and quintuples where there is room for `count` of them.
  init(ofLogarithmic range: ClosedRange<Double>, about count: Int) {
    let powers = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
    let (least, most) = (range.lowerBound * (1 - 1e-9), range.upperBound * (1 + 1e-9))
    let choices = [[1, 2, 5], [1, 3], [1.0]].map { factors in
      powers.flatMap { power in factors.map { $0 * pow(10, Double(power)) } }.filter { $0 >= least && $0 <= most }
    }
    values = choices.first { $0.count <= count + 2 } ?? choices[2]
    step = 0
  }
}
