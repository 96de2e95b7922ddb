import WorkbenchCore

/// Adds ``SumOfLosses``.
public enum DeepSupervisionPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws { try registry.add(SumOfLosses.self) }
}
