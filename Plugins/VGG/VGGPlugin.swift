import WorkbenchCore

/// Adds ``VGG``.
public enum VGGPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws { try registry.add(VGG.self) }
}
