/// One axis of a picture made longer or shorter: what every new pixel takes of the old ones.
///
/// A triangle of the width of a new pixel, at least of an old one, so that nothing is left out where the picture shrinks: what
/// Pillow and torchvision call bilinear, with antialiasing. Shares are whole numbers, as Pillow has them for bytes.
struct Resampling {
  /// The binary digits of a share after the point.
  static let digits = 22

  /// For every new pixel, the first old one that it takes of.
  let firsts: [Int]
  /// For every new pixel, the number of old ones.
  let counts: [Int]
  /// The shares of the old ones, ``most`` places for every new pixel, each times 2 to the power of ``digits``.
  let shares: [Int32]
  /// The largest number of old pixels that a new one takes of.
  let most: Int

  /// Maps an axis of `length` pixels to one of `count`, of which the pixels of `window` are wanted.
  init(length: Int, to count: Int, window: Range<Int>) {
    let scale = Double(length) / Double(count)
    let radius = max(scale, 1)
    var (firsts, counts, weights): ([Int], [Int], [[Double]]) = ([], [], [])
    for pixel in window {
      let centre = (Double(pixel) + 0.5) * scale
      let first = max(0, Int(centre - radius + 0.5))
      let end = min(length, Int(centre + radius + 0.5))
      let row = (first..<end).map { max(0, 1 - abs((Double($0) - centre + 0.5) * (1 / radius))) }
      let sum = row.reduce(0, +)
      firsts.append(first)
      counts.append(row.count)
      weights.append(row.map { $0 / sum })
    }
    let most = counts.max() ?? 0
    var shares = [Int32](repeating: 0, count: window.count * most)
    for (pixel, row) in weights.enumerated() {
      for (place, weight) in row.enumerated() {
        shares[pixel * most + place] = Int32(0.5 + weight * Double(1 << Self.digits))
      }
    }
    (self.firsts, self.counts, self.shares, self.most) = (firsts, counts, shares, most)
  }

  /// The old pixels that are needed.
  var needed: Range<Int> {
    guard let first = firsts.first, let last = firsts.last, let count = counts.last else { return 0..<0 }
    return first..<last + count
  }
}
