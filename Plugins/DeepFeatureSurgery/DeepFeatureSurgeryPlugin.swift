import WorkbenchCore

public enum DeepFeatureSurgeryPlugin: Plugin {
  public static func register(in registry: inout Registry) throws { try registry.add(DeepFeatureSurgery.self) }
}
