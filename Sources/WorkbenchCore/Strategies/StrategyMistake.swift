import Errors

/// A rule that a strategy's code broke: the message names the strategy, the plugin that holds it, and the rule.
public struct StrategyMistake: StatusedError, CustomStringConvertible, Equatable {
  /// The whole message: `strategy 'mine' of Mine returned 2 weights for 3 exits; it must return one for each`.
  public let description: String

  /// - Parameters:
  ///   - strategy: whose code did it; for a strategy that is made of others, the one that fills the role.
  ///   - role: the hook that was called.
  ///   - deed: what it did, to follow its name: `returned 2 weights for 3 exits`.
  ///   - rule: what it must do instead.
  init(_ strategy: any GradientStrategy, as role: StrategyRoles, _ deed: String, rule: String) {
    var culprit = strategy
    while let composition = culprit as? any StrategyComposition { culprit = composition.owner(of: role) }
    description = "\(Self.name(of: type(of: culprit))) \(deed); \(rule)"
  }

  /// - Parameters:
  ///   - type: of the strategy whose code did it.
  ///   - deed: what it did, to follow its name.
  ///   - rule: what it must do instead.
  package init(_ type: any GradientStrategy.Type, _ deed: String, rule: String) {
    description = "\(Self.name(of: type)) \(deed); \(rule)"
  }

  /// A component's type is named `Module.Type`.
  private static func name(of type: any GradientStrategy.Type) -> String {
    "strategy '\(type.name)' of \(String(reflecting: type).prefix { $0 != "." })"
  }

  /// How the program ends.
  public var exitStatus: ExitStatus { .internalError }
}

/// A strategy made of others: it can say which of them fills a role.
protocol StrategyComposition: GradientStrategy {
  /// The member that is asked for what the role names; `role` is a single one.
  func owner(of role: StrategyRoles) -> any GradientStrategy
}

extension GradientStrategy {
  /// Restores what ``state()`` returned in a program whose ``stateVersion`` was `version`.
  ///
  /// Throws ``StateOfOtherVersion``, and ``StrategyMistake`` where `restore` fails: the error says whose state it is.
  package mutating func takeUp(_ state: StrategyState, version: Int) throws {
    guard version == Self.stateVersion else {
      throw StateOfOtherVersion(strategy: Self.name, found: version, known: Self.stateVersion)
    }
    do {
      try restore(state)
    } catch let error where error is StrategyMistake || error is StateOfOtherVersion {
      throw error
    } catch {
      throw StrategyMistake(
        Self.self, "cannot restore its state: \(error)", rule: "'restore' must take what 'state' returns")
    }
  }
}

/// A state that was written when its entries meant something else.
package struct StateOfOtherVersion: StatusedError, CustomStringConvertible, Equatable {
  package let strategy: String
  package let found: Int
  package let known: Int

  package var description: String {
    "the state of strategy '\(strategy)' has version \(found), and this program reads version \(known)"
  }

  package var exitStatus: ExitStatus { .badInput }
}
