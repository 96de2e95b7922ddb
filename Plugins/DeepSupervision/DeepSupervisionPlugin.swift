import WorkbenchCore

public enum DeepSupervisionPlugin: Plugin {
  public static func register(in registry: inout Registry) throws { try registry.add(SumOfLosses.self) }
}
