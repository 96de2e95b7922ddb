/// What a series looks like: a colour, and a dash and a marker that tell it apart without the colour.
package struct SeriesStyle: Sendable, Hashable {
  package var hue: Hue
  /// Lengths of dashes and gaps in turn; empty for an unbroken line.
  package var dashes: [Double]
  package var marker: Marker
  package var isHollow: Bool

  package init(hue: Hue, dashes: [Double] = [], marker: Marker = .circle, isHollow: Bool = false) {
    (self.hue, self.dashes, self.marker, self.isHollow) = (hue, dashes, marker, isHollow)
  }

  /// The look of a name, the same in every chart.
  ///
  /// - Parameters:
  ///   - name: of a strategy; several joined by `+` are a name of their own.
  ///   - variant: tells apart what has the same colour in one chart, such as two recipes of one strategy.
  package init(of name: String, variant: Int = 0) {
    let place = Self.place(of: name)
    let look = Self.looks[place]
    let (pattern, marker) = (look.pattern + variant, Marker.allCases[(look.marker + variant) % Marker.allCases.count])
    self.init(
      hue: Hue.allCases[place], dashes: Self.patterns[pattern % Self.patterns.count], marker: marker,
      isHollow: variant % 2 == 1)
  }

  /// The looks of the series of one chart, in the order of their names' appearance: no two are the same.
  ///
  /// Names may repeat. Which of those with one colour is the first does not depend on the other names.
  package static func styles(of names: [String]) -> [SeriesStyle] {
    var used: [Hue: Int] = [:]
    return names.map { name in
      let hue = SeriesStyle(of: name).hue
      defer { used[hue, default: 0] += 1 }
      return SeriesStyle(of: name, variant: used[hue, default: 0])
    }
  }

  /// Five patterns that stay apart in print.
  private static let patterns: [[Double]] = [[], [7, 3], [2, 2.5], [8, 3, 2, 3], [12, 3]]

  /// The pattern and the marker of every hue, in their order: each pair occurs once.
  private static let looks: [(pattern: Int, marker: Int)] = [
    (0, 0), (0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 3), (1, 1), (2, 2), (3, 0),
  ]

  /// Which of the hues a name has: the upper half of the FNV-1a hash of `102253/NAME`.
  ///
  /// The number before the name was searched for, so that the strategies that are compared most have colours of their own and
  /// all of them spread over the hues; another one would change every picture.
  private static func place(of name: String) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "102253/\(name)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int((hash >> 32) % UInt64(Hue.allCases.count))
  }
}
