/// One axis of an image made larger or smaller: what every new pixel takes of the old ones.
///
/// A triangle of the width of a new pixel, at least of an old one, so that nothing is left out where the image shrinks: what
/// Pillow and torchvision call bilinear, with antialiasing.
struct Resampling {
  /// For every new pixel, the first old one and the shares of it and of those that follow.
  let taps: [(first: Int, shares: [Float])]

  /// Maps `range` of an axis of `length` pixels to `count` pixels; `range` may begin between two pixels.
  init(_ range: Range<Double>, of length: Int, to count: Int) {
    let scale = (range.upperBound - range.lowerBound) / Double(count)
    let radius = max(scale, 1)
    taps = (0..<count).map { index in
      let centre = range.lowerBound + (Double(index) + 0.5) * scale
      let first = max(0, Int((centre - radius + 0.5).rounded(.down)))
      let end = min(length, Int((centre + radius + 0.5).rounded(.down)))
      let weights = (first..<max(end, first + 1)).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / radius)) }
      let sum = weights.reduce(0, +)
      return (first, weights.map { Float($0 / sum) })
    }
  }
}
