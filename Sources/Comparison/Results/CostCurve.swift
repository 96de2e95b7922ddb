import RunFiles

/// Accuracy against mean cost when samples leave early, as one run's evaluation has it.
package struct CostCurve: Sendable {
  /// By rising cost; of points of equal cost the most accurate.
  package let points: [(cost: Double, accuracy: Double)]

  package init(_ early: EarlyExits) {
    var best: [Double: Double] = [:]
    for point in early.curve { best[point.cost] = max(best[point.cost] ?? 0, point.accuracy) }
    points = best.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The accuracy at a mean cost, on the straight line between the nearest points; `nil` outside of the curve.
  package func accuracy(at cost: Double) -> Double? {
    guard let after = points.firstIndex(where: { $0.cost >= cost }) else { return nil }
    if points[after].cost == cost { return points[after].accuracy }
    guard after > 0 else { return nil }
    return between(points[after - 1], points[after], at: cost)
  }

  /// The least mean cost with at least this accuracy, on the lines between points; `nil` when it is never reached.
  package func cost(of accuracy: Double) -> Double? {
    guard let index = points.firstIndex(where: { $0.accuracy >= accuracy }) else { return nil }
    guard index > 0 else { return points[0].cost }
    let (from, to) = (points[index - 1], points[index])
    return from.cost + (accuracy - from.accuracy) / (to.accuracy - from.accuracy) * (to.cost - from.cost)
  }

  private func between(
    _ from: (cost: Double, accuracy: Double), _ to: (cost: Double, accuracy: Double), at cost: Double
  ) -> Double {
    from.accuracy + (cost - from.cost) / (to.cost - from.cost) * (to.accuracy - from.accuracy)
  }
}
