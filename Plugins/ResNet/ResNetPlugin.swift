import WorkbenchCore

public enum ResNetPlugin: Plugin {
  public static func register(in registry: inout Registry) throws { try registry.add(ResNet.self) }
}
