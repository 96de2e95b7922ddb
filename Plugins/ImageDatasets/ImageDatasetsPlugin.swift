import WorkbenchCore

/// Adds ``CIFAR10`` and ``CIFAR100``.
public enum ImageDatasetsPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(CIFAR10.self)
    try registry.add(CIFAR100.self)
  }
}
