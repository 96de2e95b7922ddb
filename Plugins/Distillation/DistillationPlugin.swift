import WorkbenchCore

/// Adds ``SelfDistillation``, ``OneForAll``, ``TwoStages`` and ``ZeroTimeWaste``: deeper exits teach earlier ones.
public enum DistillationPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(SelfDistillation.self)
    try registry.add(OneForAll.self)
    try registry.add(TwoStages.self)
    try registry.add(ZeroTimeWaste.self)
  }
}
