import WorkbenchCore

/// Adds ``MSDNetClassifier``, ``GatedSeparableHead``, ``PooledLinearHead`` and ``SplitLinearHead``.
public enum HeadsPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(MSDNetClassifier.self)
    try registry.add(GatedSeparableHead.self)
    try registry.add(PooledLinearHead.self)
    try registry.add(SplitLinearHead.self)
  }
}
