import Foundation

/// Which colours stand for which values: one scale for all channels that are to be compared.
///
/// Values from zero up run from 0 to `upper` in viridis; if there are negative ones, all run from `-upper` to `upper` in
/// blue-white-red.
public struct ValueScale: Sendable, Equatable {
  /// The value of the colour map's lower end.
  public let lower: Float
  /// The value of the colour map's upper end, above `lower`.
  public let upper: Float
  /// The largest magnitude among the values; above `upper` where the scale clips.
  public let maximum: Float
  /// The colours.
  public let colorMap: ColorMap

  /// A scale that shows the share `coverage` of the values unclipped.
  ///
  /// A few bright pixels would darken all others: with a coverage of 0.995 the brightest 0.5 % take the end's colour.
  ///
  /// - Parameters:
  ///   - values: all values of the channels to compare; those that are not finite do not count.
  ///   - coverage: a share in `0...1`; 1 clips nothing.
  public init(fitting values: [Float], coverage: Double) {
    var magnitudes: [Float] = []
    magnitudes.reserveCapacity(values.count)
    var isSigned = false
    for value in values where value.isFinite {
      magnitudes.append(abs(value))
      if value < 0 { isSigned = true }
    }
    magnitudes.sort()
    let last = magnitudes.count - 1
    maximum = magnitudes.last ?? 0
    let end = last < 0 ? 0 : magnitudes[Int((Double(last) * min(max(coverage, 0), 1)).rounded(.up))]
    upper = end > 0 ? end : maximum > 0 ? maximum : 1
    lower = isSigned ? -upper : 0
    colorMap = isSigned ? .blueWhiteRed : .viridis
  }

  /// Whether some values lie beyond the ends.
  public var clips: Bool { maximum > upper }

  /// The colour of a value; ``Color/notFinite`` for NaN and infinities.
  public func color(of value: Float) -> Color {
    // Halves keep the difference of the ends finite.
    value.isFinite ? colorMap.color(at: (value / 2 - lower / 2) / (upper / 2 - lower / 2)) : .notFinite
  }

  /// The upper end as it is printed, such as `2.31`, or `≥ 2.31` where the scale clips.
  public var upperLabel: String { (clips ? "≥ " : "") + Self.text(upper) }

  /// The lower end as it is printed, such as `0`, or `≤ −2.31` where a signed scale clips.
  public var lowerLabel: String { (clips && lower < 0 ? "≤ " : "") + Self.text(lower) }

  /// The map and its ends, such as `viridis from 0 to ≥ 2.31`.
  var words: String { "\(colorMap.name) from \(lowerLabel) to \(upperLabel)" }

  /// A number with three significant figures.
  static func text(_ value: Float) -> String {
    String(format: "%.3g", Double(value)).replacingOccurrences(of: "-", with: "−")
  }
}

extension Image {
  /// The width of a colour bar with its labels, in pixels.
  static func colorBarWidth(_ scale: ValueScale) -> Int {
    let labels = [scale.upperLabel, scale.lowerLabel].map { Lettering.width(of: $0, scale: 2) }
    return colorBarThickness + 10 + (labels.max() ?? 0)
  }

  /// Draws an upright colour bar, its upper end on top, with the ends (and a signed scale's zero) printed at its right.
  mutating func drawColorBar(_ scale: ValueScale, x: Int, y: Int, height: Int) {
    for row in 0..<height {
      let place = Float(height - 1 - row) / Float(max(height - 1, 1))
      fill(Rectangle(x: x, y: y + row, width: Self.colorBarThickness, height: 1), scale.colorMap.color(at: place))
    }
    let capital = Lettering.capitalHeight(scale: 2)
    let left = x + Self.colorBarThickness + 10
    draw(scale.upperLabel, x: left, y: y, color: .ink)
    draw(scale.lowerLabel, x: left, y: y + height - capital, color: .ink)
    if scale.lower < 0, height >= 5 * capital { draw("0", x: left, y: y + (height - capital) / 2, color: .ink) }
  }

  private static let colorBarThickness = 14
}
