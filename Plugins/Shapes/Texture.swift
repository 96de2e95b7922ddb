/// The pattern of two colours that fills a figure: the fine half of a class.
enum Texture: String, CaseIterable {
  case striped, checked, dotted, ringed, plain, zigzag, gridded, dashed, bricked, halved

  /// The distance from a point to the border between the two colours, negative where the first one is; in periods.
  func distance(to point: SIMD2<Float>) -> Float {
    let x = point.x
    let y = point.y
    switch self {
    case .striped: return offset(x) - 0.25
    case .checked:
      let across = offset(x) - 0.25
      let down = offset(y) - 0.25
      return max(min(across, down), -max(across, down))
    case .dotted:
      let dx = offset(x)
      let dy = offset(y)
      return (dx * dx + dy * dy).squareRoot() - 0.35
    case .ringed: return offset((x * x + y * y).squareRoot()) - 0.25
    case .plain: return -1
    case .zigzag: return offset(x + 2 * offset(y / 2)) - 0.25
    case .gridded: return min(offset(x), offset(y)) - 0.14
    case .dashed: return max(offset(x) - 0.25, 2 * offset(y / 2) - 0.6)
    case .bricked:
      let isOdd = offset((y - 0.5).rounded(.down) / 2 + 0.5) > 0.25
      return min(offset(y), 2 * offset(x / 2 + (isOdd ? 0.5 : 0))) - 0.14
    case .halved: return x
    }
  }
}

/// The distance to the nearest whole number, in `0...0.5`.
private func offset(_ value: Float) -> Float { abs(value - value.rounded()) }
