import WorkbenchCore

/// Adds ``DeepFeatureSurgery``.
public enum DeepFeatureSurgeryPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws { try registry.add(DeepFeatureSurgery.self) }
}
