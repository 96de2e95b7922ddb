import Errors
import WorkbenchCore

/// A component's name and keys, as a recipe would write them.
///
/// ```swift
/// let sized = ComponentByName("msdnet", ["blocks": "5"])
/// let plain: ComponentByName = "pooled-linear"
/// ```
public struct ComponentByName: Sendable, ExpressibleByStringLiteral {
  /// The name in recipes.
  public let name: String
  /// The keys, with values written as in YAML.
  public let keys: [String: String]

  /// A component with these keys; the others have their defaults.
  public init(_ name: String, _ keys: [String: String] = [:]) { (self.name, self.keys) = (name, keys) }

  /// A component with the defaults of all its keys.
  public init(stringLiteral name: String) { self.init(name) }
}

extension Registry {
  /// A network put together as a recipe would have it.
  ///
  /// - Parameters:
  ///   - backbone: the trunk.
  ///   - head: made at every exit.
  ///   - input: the shape of the images.
  ///   - classes: how many classes the heads tell apart.
  ///   - exits: the blocks, counted from 0, that an exit follows; all when left out.
  ///   - seed: of the initial weights.
  ///   - type: of all numbers.
  /// - Returns: the network with its initial weights.
  /// - Throws: ``/Settings/RecipeError`` for keys that a component does not have, ``/WorkbenchTesting/UnknownComponent`` for a
  ///   name that is not there.
  public func network(
    backbone: ComponentByName, head: ComponentByName, input: ImageShape, classes: Int, exits: [Int]? = nil,
    seed: UInt64 = 0, type: ElementType = .float32
  ) throws -> Network {
    let scope = Scope(seed: seed, type: type)
    let trunkType = try found(backbones[backbone.name], backbone)
    let trunk = try trunkType.init(
      Settings(for: trunkType.settings, backbone.keys), scope: Network.backboneScope(scope), input: input)
    let headType = try found(heads[head.name], head)
    let headSettings = try Settings(for: headType.settings, head.keys)
    return try Network(
      scope: scope, backbone: trunk, exits: exits ?? Array(trunk.blocks.indices), classes: classes
    ) { try headType.init(headSettings, scope: $0, at: $1) }
  }

  /// A strategy as a recipe would have it; `combination` are keys of the recipe's section of that name.
  public func strategy(
    _ strategy: ComponentByName, combination: [String: String] = [:]
  ) throws -> any GradientStrategy {
    let type = try found(strategies[strategy.name], strategy)
    let alone = try type.init(Settings(for: type.settings, strategy.keys))
    return combination.isEmpty ? alone : try StrategyList([alone], CombinationSection(combination))
  }

  /// An optimizer as a recipe would have it.
  public func optimizer(_ optimizer: ComponentByName, parameters: [Parameter]) throws -> any Optimizer {
    let type = try found(optimizers[optimizer.name], optimizer)
    return try type.init(Settings(for: type.settings, optimizer.keys), parameters: parameters)
  }

  private func found<Value>(_ value: Value?, _ component: ComponentByName) throws -> Value {
    guard let value else { throw UnknownComponent(name: component.name) }
    return value
  }
}

/// A name that no plugin registered.
public struct UnknownComponent: StatusedError, CustomStringConvertible {
  /// The name that was asked for.
  public let name: String

  /// The message.
  public var description: String { "no plugin registers a component '\(name)' of this kind" }

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}
