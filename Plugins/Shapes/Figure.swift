/// Where a shape lies in the picture, and how it is turned.
struct Pose {
  /// In pixels from the upper left corner.
  let centre: SIMD2<Float>
  /// The cosine and sine of its rotation.
  let direction: SIMD2<Float>
  /// The length of its unit, in pixels.
  let size: Float

  /// A pixel's position in units of the shape.
  func local(_ point: SIMD2<Float>) -> SIMD2<Float> {
    let x = point.x - centre.x
    let y = point.y - centre.y
    return SIMD2(x * direction.x + y * direction.y, y * direction.x - x * direction.y) / size
  }
}

/// An outline filled with a texture of two colours; without an outline it fills the picture.
struct Figure {
  let silhouette: Silhouette?
  let pose: Pose
  let texture: Texture
  /// The pose of the pattern, whose unit is its period.
  let grain: Pose
  /// Red, green and blue in `0...255`.
  let colors: (SIMD3<Float>, SIMD3<Float>)

  /// Paints over the picture, with borders one pixel soft.
  func draw(on canvas: UnsafeMutableBufferPointer<SIMD3<Float>>, side: Int) {
    let columns = reach(about: pose.centre.x, side: side)
    for y in reach(about: pose.centre.y, side: side) {
      for x in columns {
        let point = SIMD2(Float(x), Float(y)) + 0.5
        var coverage: Float = 1
        if let silhouette { coverage = ink(silhouette.distance(to: pose.local(point)) * pose.size) }
        if coverage == 0 { continue }
        let mixture = ink(texture.distance(to: grain.local(point)) * grain.size)
        let color = colors.1 + (colors.0 - colors.1) * mixture
        canvas[y * side + x] += (color - canvas[y * side + x]) * coverage
      }
    }
  }

  /// The rows or columns that the figure may touch.
  private func reach(about centre: Float, side: Int) -> Range<Int> {
    guard silhouette != nil else { return 0..<side }
    let first = min(max(Int(centre - pose.size - 1), 0), side)
    let last = min(max(Int(centre + pose.size + 2), first), side)
    return first..<last
  }

  /// The share of a pixel that lies inside, from its centre's distance to the border in pixels.
  private func ink(_ distance: Float) -> Float { min(max(0.5 - distance, 0), 1) }
}
