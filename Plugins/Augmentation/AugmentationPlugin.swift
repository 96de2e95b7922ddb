import WorkbenchCore

/// Adds ``RandomCrop`` and ``HorizontalFlip``.
public enum AugmentationPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(RandomCrop.self)
    try registry.add(HorizontalFlip.self)
  }
}
