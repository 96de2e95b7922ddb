import WorkbenchCore

public enum MSDNetPlugin: Plugin {
  public static func register(in registry: inout Registry) throws { try registry.add(MSDNet.self) }
}
