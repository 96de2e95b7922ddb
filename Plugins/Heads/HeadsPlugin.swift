import WorkbenchCore

public enum HeadsPlugin: Plugin {
  public static func register(in registry: inout Registry) throws {
    try registry.add(MSDNetClassifier.self)
    try registry.add(GatedSeparableHead.self)
    try registry.add(PooledLinearHead.self)
  }
}
