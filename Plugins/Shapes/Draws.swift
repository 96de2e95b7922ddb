import WorkbenchCore

/// What a scene draws by lot, from `+ - * /` and square roots alone: sines and cosines differ between machines.
extension RandomStream {
  mutating func number(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float(uniform())
  }

  mutating func element<Element>(of list: [Element]) -> Element { list[below(list.count)] }

  mutating func point(in range: ClosedRange<Float>) -> SIMD2<Float> { SIMD2(number(in: range), number(in: range)) }

  /// The cosine and sine of an angle of at most a quarter turn to either side; tilted ones are up to twice as likely.
  mutating func direction() -> SIMD2<Float> {
    let t = number(in: -1...1)
    return SIMD2(1 - t * t, 2 * t) / (1 + t * t)
  }

  mutating func pose(in range: ClosedRange<Float>, size: Float) -> Pose {
    Pose(centre: point(in: range), direction: direction(), size: size)
  }

  mutating func color(in range: ClosedRange<Float>) -> SIMD3<Float> {
    SIMD3(number(in: range), number(in: range), number(in: range))
  }

  /// A step of the given length through the colours, in any direction.
  mutating func step(of length: Float) -> SIMD3<Float> {
    while true {
      let vector = color(in: -1...1)
      let square = vector.x * vector.x + vector.y * vector.y + vector.z * vector.z
      if square > 0.01, square < 1 { return vector * (length / square.squareRoot()) }
    }
  }
}
