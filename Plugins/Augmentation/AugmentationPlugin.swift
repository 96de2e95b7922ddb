import WorkbenchCore

/// Adds ``RandomCrop``, ``RandomResizedCrop``, ``HorizontalFlip``, ``AutoAugmentCIFAR10``, ``Cutout`` and ``ColorJitter``.
public enum AugmentationPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(RandomCrop.self)
    try registry.add(RandomResizedCrop.self)
    try registry.add(HorizontalFlip.self)
    try registry.add(AutoAugmentCIFAR10.self)
    try registry.add(Cutout.self)
    try registry.add(ColorJitter.self)
  }
}
