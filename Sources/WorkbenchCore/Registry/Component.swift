import Settings

/// Anything that a recipe can name: a backbone, a head, a strategy, a data set.
///
/// Metatypes of components are shared between threads, hence `SendableMetatype`.
///
/// A component adopts the protocol of its kind, such as ``Schedule``, which has an example.
public protocol Component: SendableMetatype {
  /// The name in recipes, in kebab-case.
  static var name: String { get }

  /// Other names that recipes may use; the resolved recipe shows ``name``.
  static var aliases: [String] { get }

  /// One line for `workbench list`.
  static var summary: String { get }

  /// The keys that a recipe may give the component.
  static var settings: [any AnySetting] { get }

  /// What the component repeats of published code although it is odd, with these values of its keys.
  static func quirks(of settings: Settings) -> [Quirk]
}

extension Component {
  /// By default, there is no other name.
  public static var aliases: [String] { [] }

  /// By default, a component has no keys.
  public static var settings: [any AnySetting] { [] }

  /// By default, nothing is odd.
  public static func quirks(of settings: Settings) -> [Quirk] { [] }
}
