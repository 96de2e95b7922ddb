/// A component that a recipe names, with the values of its keys.
public struct ComponentChoice: Sendable {
  /// What it is for.
  public let kind: ComponentKind
  /// The registered name, also where the recipe uses an alias.
  public let name: String
  /// The values of its keys, checked.
  public let settings: Settings
  /// Where the name comes from.
  public let origin: Origin
  /// The name that this one replaced.
  package let earlier: EarlierValue?

  package init(kind: ComponentKind, name: String, settings: Settings, origin: Origin, earlier: EarlierValue?) {
    (self.kind, self.name, self.settings, self.origin) = (kind, name, settings, origin)
    self.earlier = earlier
  }
}

extension ComponentChoice: Equatable {
  /// The same component with equal values, wherever they come from.
  public static func == (a: ComponentChoice, b: ComponentChoice) -> Bool {
    a.kind == b.kind && a.name == b.name && a.settings == b.settings
  }
}
