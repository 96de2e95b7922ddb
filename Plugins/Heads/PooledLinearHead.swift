import WorkbenchCore

/// Average pooling of the coarsest features and an affine map: the smallest head there is.
struct PooledLinearHead: ExitHead {
  static let name = "pooled-linear"
  static let summary = "average pooling and a linear map"

  /// Tokens are pooled like the positions of a map.
  static let reads: Set<FeatureLayout> = [.map, .tokens]

  private let linear: Linear

  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws {
    linear = try Linear(scope / "linear", in: place.coarsest.channels, out: place.classes)
  }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
    let pooled = try features.coarsest.globallyAveragePooled()
    return HeadOutput(logits: try linear(pooled), embedding: pooled)
  }
}
