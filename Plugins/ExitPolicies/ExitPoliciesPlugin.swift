import WorkbenchCore

public enum ExitPoliciesPlugin: Plugin {
  public static func register(in registry: inout Registry) throws { try registry.add(Confidence.self) }
}
