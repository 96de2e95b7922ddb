import WorkbenchCore

/// Adds ``Confidence``.
public enum ExitPoliciesPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws { try registry.add(Confidence.self) }
}
