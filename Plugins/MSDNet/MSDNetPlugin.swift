import WorkbenchCore

/// Adds ``MSDNet``.
public enum MSDNetPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws { try registry.add(MSDNet.self) }
}
