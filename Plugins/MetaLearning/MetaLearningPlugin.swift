import WorkbenchCore

/// Adds the strategies that learn how to train: ``MetaGF`` and ``DisentangledRoutes`` fuse what exits trained apart,
/// ``WeightPrediction`` weighs samples.
public enum MetaLearningPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(MetaGF.self)
    try registry.add(DisentangledRoutes.self)
    try registry.add(WeightPrediction.self)
  }
}
