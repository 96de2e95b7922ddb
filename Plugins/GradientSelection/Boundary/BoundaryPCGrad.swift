import WorkbenchCore

/// PCGrad at every boundary: where an exit's head and all that is behind it conflict, each loses its projection on the other.
///
/// With two gradients no order is drawn. Without conflict it is the plain sum.
///
/// Source: Yu et al., "Gradient Surgery for Multi-Task Learning", NeurIPS 2020, for exits' own parameters; at the boundaries of a
/// multi-exit network it is ours.
struct BoundaryPCGrad: BoundaryRule {
  static let name = "boundary-pcgrad"
  static let summary = "PCGrad of head and depth at every exit's features, in one backward pass"

  init(_ settings: Settings) {}

  static func weights(head: Double, trunk: Double, both: Double) -> (head: Double, trunk: Double) {
    // A negative product implies that neither is zero.
    both < 0 ? (1 - both / head, 1 - both / trunk) : (1, 1)
  }
}
