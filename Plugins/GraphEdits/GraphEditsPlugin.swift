import WorkbenchCore

/// Adds the strategies that change what flows between blocks and exits: ``GradientEquilibrium``, ``Detach``,
/// ``BlockDependentLosses``, ``OverlappingBlockLosses`` and ``BoostedExits``.
public enum GraphEditsPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(GradientEquilibrium.self)
    try registry.add(Detach.self)
    try registry.add(BlockDependentLosses.self)
    try registry.add(OverlappingBlockLosses.self)
    try registry.add(BoostedExits.self)
  }
}
