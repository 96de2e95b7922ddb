import WorkbenchCore

/// Features pooled to a small map, and a linear map of it to the size that the deepest exit's map has: what distillation
/// compares.
///
/// The deepest exit is compared as it is.
struct MapAdaptation {
  private let window: Int
  private let linear: Linear?

  /// Nil where the features cannot be pooled to `side` x `side`.
  init?(_ scope: Scope, side: Int, at place: ExitPlace) throws {
    let map = place.coarsest
    guard map.height == map.width, map.height % side == 0 else { return nil }
    window = map.height / side
    linear =
      place.exit.isLast
      ? nil
      : try Linear(
        scope, in: map.channels * side * side, out: place.deepest.channels * side * side, bias: false)
  }

  func callAsFunction(_ map: Tensor) throws -> Tensor {
    let flat = try (window > 1 ? map.averagePooled(window) : map).flattened()
    return try linear?(flat) ?? flat
  }
}
