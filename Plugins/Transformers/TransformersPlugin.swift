import WorkbenchCore

/// Adds ``VisionTransformer`` and ``ClassTokenHead``.
public enum TransformersPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(VisionTransformer.self)
    try registry.add(ClassTokenHead.self)
  }
}
