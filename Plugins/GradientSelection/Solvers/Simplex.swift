/// Weights that are not negative and add up to 1.
enum Simplex {
  /// The nearest such weights, exactly.
  ///
  /// Source: Duchi et al., "Efficient Projections onto the l1-Ball", ICML 2008, figure 1.
  static func nearest(to point: [Double]) -> [Double] {
    var sum = 0.0
    var shift = 0.0
    for (index, value) in point.sorted(by: >).enumerated() {
      sum += value
      let candidate = (1 - sum) / Double(index + 1)
      if value + candidate > 0 { shift = candidate }
    }
    return point.map { max($0 + shift, 0) }
  }
}
