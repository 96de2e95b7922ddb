/// Points of one name, with a look of their own.
package struct Series: Sendable {
  /// What connects the points.
  package enum Form: Sendable {
    /// A line, with a marker at every point where there are few.
    case line
    /// Markers alone.
    case points
    /// A thin line without markers, in no colour of its own, that others are held against.
    case reference
  }

  package struct Value: Sendable {
    package var x: Double
    package var y: Double
    /// What the value may as well be, on the axis of `y`.
    package var interval: ClosedRange<Double>?
    /// What a pointer is told; made from the numbers where it is `nil`.
    package var explanation: String?

    package init(x: Double, y: Double, interval: ClosedRange<Double>? = nil, explanation: String? = nil) {
      (self.x, self.y, self.interval, self.explanation) = (x, y, interval, explanation)
    }
  }

  package var name: String
  package var style: SeriesStyle
  package var form: Form
  /// In the order in which they are connected; those that are not finite leave a gap.
  package var values: [Value]

  package init(_ name: String, style: SeriesStyle, form: Form = .line, values: [Value]) {
    (self.name, self.style, self.form, self.values) = (name, style, form, values)
  }

  /// No more than about `limit` values: of each stretch the lowest and the highest, so that no peak is lost.
  func thinned(to limit: Int) -> Series {
    guard values.count > limit, limit >= 4 else { return self }
    let stretch = (values.count * 2 + limit - 1) / limit
    var thinned = self
    thinned.values = stride(from: 0, to: values.count, by: stretch).flatMap { start -> [Value] in
      let part = start..<min(start + stretch, values.count)
      guard let low = part.min(by: { values[$0].y < values[$1].y }),
        let high = part.max(by: { values[$0].y < values[$1].y })
      else { return [] }
      // The ends stay, so that the line reaches as far as before.
      let first = start == 0 ? [0] : []
      let last = part.upperBound == values.count ? [values.count - 1] : []
      return Set([low, high] + first + last).sorted().map { values[$0] }
    }
    return thinned
  }

  /// The runs of neighbouring values that can be drawn.
  var segments: [[Value]] {
    values.split { !($0.x.isFinite && $0.y.isFinite) }.map(Array.init)
  }
}
