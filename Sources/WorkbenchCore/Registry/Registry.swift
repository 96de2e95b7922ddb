import Settings

/// A module with components: the module `Foo` declares `public enum FooPlugin: Plugin`.
///
/// ```swift
/// public enum HalfRatePlugin: Plugin {
///   public static func register(in registry: inout Registry) throws { try registry.add(HalfRate.self) }
/// }
/// ```
public protocol Plugin: SendableMetatype {
  /// Adds the module's components.
  static func register(in registry: inout Registry) throws
}

/// The components that recipes can name, one table for each kind.
///
/// ```swift
/// let registry = try Registry([HalfRatePlugin.self])
/// print(registry.schedules["half-rate"] != nil)  // true
/// ```
public struct Registry: Sendable {
  /// Trunks, for the recipe's section `backbone`.
  public private(set) var backbones = ComponentTable<any Backbone.Type>(kind: .backbone)
  /// Classifiers of exits, for the section `heads`.
  public private(set) var heads = ComponentTable<any ExitHead.Type>(kind: .head)
  /// Ways to train shared weights, for the section `strategy`.
  public private(set) var strategies = ComponentTable<any GradientStrategy.Type>(kind: .strategy)
  /// Rules of when a sample leaves, for the section `policy`.
  public private(set) var policies = ComponentTable<any ExitPolicy.Type>(kind: .policy)
  /// Labelled images, for the section `data`.
  public private(set) var datasets = ComponentTable<any Dataset.Type>(kind: .dataset)
  /// Changes of training images, for `transforms` in the section `data`.
  public private(set) var transforms = ComponentTable<any Transform.Type>(kind: .transform)
  /// Rules that move parameters, for the section `optimizer`.
  public private(set) var optimizers = ComponentTable<any Optimizer.Type>(kind: .optimizer)
  /// Courses of the learning rate, for the section `schedule`.
  public private(set) var schedules = ComponentTable<any Schedule.Type>(kind: .schedule)

  /// The components of these plugins.
  ///
  /// - Throws: ``RegistryError`` when two components of one kind have the same name or alias.
  public init(_ plugins: [any Plugin.Type]) throws {
    for plugin in plugins { try plugin.register(in: &self) }
  }

  /// Adds a component to the table of its kind, under its name and aliases.
  ///
  /// Every kind is a protocol, such as ``Backbone``; a component adopts one of them. The place of the call stands in
  /// messages and listings.
  ///
  /// - Throws: ``RegistryError`` when a name is taken, or when the component is of no kind.
  public mutating func add(
    _ component: any Component.Type, file: StaticString = #fileID, line: UInt = #line
  ) throws {
    let place = "\(file):\(line)"
    switch component {
    case let type as any Backbone.Type: try backbones.add(type, type, at: place)
    case let type as any ExitHead.Type: try heads.add(type, type, at: place)
    case let type as any GradientStrategy.Type: try strategies.add(type, type, at: place)
    case let type as any ExitPolicy.Type: try policies.add(type, type, at: place)
    case let type as any Dataset.Type: try datasets.add(type, type, at: place)
    case let type as any Transform.Type: try transforms.add(type, type, at: place)
    case let type as any Optimizer.Type: try optimizers.add(type, type, at: place)
    case let type as any Schedule.Type: try schedules.add(type, type, at: place)
    default:
      let kinds = ComponentKind.allCases.map(\.word).joined(separator: ", ")
      throw RegistryError(
        "\(place): '\(component.name)' is of no kind that recipes can name; the kinds are \(kinds)")
    }
  }
}
