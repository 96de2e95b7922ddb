import WorkbenchCore

/// MGDA at every boundary: the shortest weighted mean of the gradient of an exit's head and of the one from behind.
///
/// The weights sum to 1 at every boundary, so a block gets a weighted mean of its exits' gradients. The shorter gradient dominates:
/// where one of the two is zero, nothing goes on to the blocks before.
///
/// Source: Sener and Koltun, "Multi-Task Learning as Multi-Objective Optimization", NeurIPS 2018, equation 3 for two gradients; at
/// the boundaries of a multi-exit network it is ours.
struct BoundaryMGDA: BoundaryRule {
  static let name = "boundary-mgda"
  static let summary = "MGDA of head and depth at every exit's features, in one backward pass"
  static let publishedScale = UpdateScale.mean

  init(_ settings: Settings) {}

  static func weights(head: Double, trunk: Double, both: Double) -> (head: Double, trunk: Double) {
    let distance = head + trunk - 2 * both
    guard distance > 0 else { return (0.5, 0.5) }
    let weight = min(max((trunk - both) / distance, 0), 1)
    return (weight, 1 - weight)
  }
}
