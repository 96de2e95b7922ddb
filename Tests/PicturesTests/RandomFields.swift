import Pictures

/// SplitMix64, so that a seed gives the same numbers everywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension FeatureMap {
  /// Smooth random fields after a ReLU, as a network's feature maps look; the channels in `dead` are all zero.
  static func smooth(channels: Int, side: Int, dead: Set<Int> = [], signed: Bool = false, seed: UInt64) throws
    -> FeatureMap
  {
    var generator = SplitMix64(state: seed)
    var values: [Float] = []
    for channel in 0..<channels {
      let knots = 4
      let grid = (0..<(knots + 1) * (knots + 1)).map { _ in Float.random(in: -1...1, using: &generator) }
      for y in 0..<side {
        for x in 0..<side {
          let (fx, fy) = (Float(x * knots) / Float(side), Float(y * knots) / Float(side))
          let (ix, iy) = (Int(fx), Int(fy))
          let (ax, ay) = (fx - Float(ix), fy - Float(iy))
          func knot(_ column: Int, _ row: Int) -> Float { grid[row * (knots + 1) + column] }
          let upper = knot(ix, iy) * (1 - ax) + knot(ix + 1, iy) * ax
          let lower = knot(ix, iy + 1) * (1 - ax) + knot(ix + 1, iy + 1) * ax
          let value = upper * (1 - ay) + lower * ay
          values.append(dead.contains(channel) ? 0 : signed ? value : max(value, 0))
        }
      }
    }
    return try FeatureMap(channels: channels, height: side, width: side, values: values)
  }
}

extension Image {
  /// Random pixels.
  static func noise(width: Int, height: Int, seed: UInt64) throws -> Image {
    var generator = SplitMix64(state: seed)
    let pixels = (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return try Image(width: width, height: height, pixels: pixels)
  }

  /// All pixels of an area, row by row.
  func colors(in area: Rectangle) -> [Color] {
    (area.y..<area.bottom).flatMap { y in (area.x..<area.right).map { x in self[x, y] } }
  }
}

extension InputImage {
  static func noise() throws -> InputImage {
    InputImage(image: try .noise(width: 32, height: 32, seed: 5), name: "test image 7", trueClass: "bird")
  }
}

extension RunLabel {
  static let dfs = RunLabel(run: "dfs-msdnet-k7f2", strategy: "dfs", beta: 0.5, epoch: 12)
}
