import WorkbenchCore

/// Adds ``ResNet``.
public enum ResNetPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws { try registry.add(ResNet.self) }
}
