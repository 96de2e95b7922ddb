import WorkbenchCore

/// Adds ``CIFAR10``, ``CIFAR100``, ``IDX``, ``ImageFolder`` and ``ImageNet``.
public enum ImageDatasetsPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(CIFAR10.self)
    try registry.add(CIFAR100.self)
    try registry.add(IDX.self)
    try registry.add(ImageFolder.self)
    try registry.add(ImageNet.self)
  }
}
