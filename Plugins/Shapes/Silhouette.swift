/// The outline of a figure: the coarse half of a class.
///
/// Every outline equals its mirror image up to a rotation, so a horizontal flip never changes the class.
enum Silhouette: String, CaseIterable {
  case circle, square, triangle, star, cross, ring, heart, crescent, arrow, bar

  /// The distance from a point to the outline, negative inside; the figure fits into the unit circle.
  ///
  /// Built from `+ - * /` and square roots alone, which IEEE 754 rounds the same way on every machine.
  ///
  /// Source of the star and the heart: Quilez, "2D distance functions", iquilezles.org/articles/distfunctions2d.
  func distance(to point: SIMD2<Float>) -> Float {
    let x = point.x
    let y = point.y
    let mirrored = SIMD2(abs(x), abs(y))
    switch self {
    case .circle: return length(point) - 0.85
    case .square: return box(mirrored, 0.72, 0.72)
    case .triangle: return max(0.866 * mirrored.x + 0.5 * y, -y) - 0.48
    case .star:
      var folded = SIMD2(mirrored.x, -y)
      folded = reflected(folded, across: SIMD2(0.809_017, -0.587_785))
      folded = reflected(folded, across: SIMD2(-0.809_017, -0.587_785))
      folded = SIMD2(abs(folded.x), folded.y - 1)
      let edge = SIMD2<Float>(0.264_503, -0.635_942)
      let along = min(max(dot(folded, edge) / dot(edge, edge), 0), 1)
      let distance = length(folded - edge * along)
      return folded.y * edge.x - folded.x * edge.y < 0 ? -distance : distance
    case .cross: return min(box(mirrored, 0.95, 0.28), box(mirrored, 0.28, 0.95))
    case .ring: return abs(length(point) - 0.68) - 0.24
    case .heart:
      let placed = SIMD2(mirrored.x, 0.55 - y) / 1.35
      if placed.x + placed.y > 1 { return (length(placed - SIMD2(0.25, 0.75)) - 0.353_553) * 1.35 }
      let fold = max(placed.x + placed.y, 0) / 2
      let distance = min(length(placed - SIMD2(0, 1)), length(placed - SIMD2(fold, fold)))
      return (placed.x > placed.y ? distance : -distance) * 1.35
    case .crescent: return max(length(point) - 0.92, 0.7 - length(point - SIMD2(0.5, 0)))
    case .arrow:
      let head = max(0.707 * (mirrored.y + x) - 0.6, 0.1 - x)
      return min(head, box(SIMD2(abs(x + 0.35), mirrored.y), 0.5, 0.24))
    case .bar: return box(mirrored, 0.95, 0.3)
    }
  }
}

private func dot(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Float { a.x * b.x + a.y * b.y }

private func length(_ vector: SIMD2<Float>) -> Float { dot(vector, vector).squareRoot() }

/// The distance to a box about the origin, from a point of the first quadrant.
private func box(_ point: SIMD2<Float>, _ width: Float, _ height: Float) -> Float {
  max(point.x - width, point.y - height)
}

/// Brings the points on one side of a line through the origin to the other side.
private func reflected(_ point: SIMD2<Float>, across normal: SIMD2<Float>) -> SIMD2<Float> {
  point - 2 * max(dot(point, normal), 0) * normal
}
