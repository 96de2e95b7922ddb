import Layers
import Torch

/// Strategies applied together, each filling its own hooks.
///
/// What exits see, logits, losses, the combination of gradients and the passes of an epoch have one owner each, or do what
/// they do by default. All members are prepared, told when steps, phases and epochs begin or end, and remembered, in the
/// recipe's order.
public struct StrategyList: GradientStrategy, StrategyComposition {
  /// Not a name in recipes, which write a list of strategies instead.
  public static let name = "list"
  /// What messages call it.
  public static let summary = "strategies applied together"

  private var members: [any GradientStrategy]
  private let owners: [Int: Int]

  /// Lists strategies, at least one, in the order in which they are told what happens.
  ///
  /// - Throws: ``StrategyConflict`` when two strategies fill the same hook.
  public init(_ members: [any GradientStrategy]) throws {
    precondition(!members.isEmpty, "a list of strategies has at least one")
    self.members = members
    var owners: [Int: Int] = [:]
    for role in [StrategyRoles.branch, .logits, .losses, .combination, .phases] {
      let claims = members.indices.filter { type(of: members[$0]).roles.contains(role) }
      if claims.count > 1 {
        throw StrategyConflict(
          first: type(of: members[claims[0]]).name, second: type(of: members[claims[1]]).name, place: claims[1],
          decision: role.names[0])
      }
      owners[role.rawValue] = claims.first
    }
    self.owners = owners
  }

  /// Not a component of its own: a list without members does not exist.
  ///
  /// - Throws: ``ModelError``, always.
  public init(_ settings: Settings) throws { throw ModelError("a list of strategies is made from its members") }

  private func owner(_ role: StrategyRoles) -> Int { owners[role.rawValue] ?? 0 }

  /// The member that is asked for what the role names.
  func owner(of role: StrategyRoles) -> any GradientStrategy { members[owner(role)] }

  /// Prepares all members.
  public mutating func prepare(for topology: Topology) throws {
    for index in members.indices { try members[index].prepare(for: topology) }
  }

  /// Asks the owner of the passes.
  public func phases(of epoch: Int, in epochs: Int) -> [EpochPhase] {
    members[owner(.phases)].phases(of: epoch, in: epochs)
  }

  /// Tells all members.
  public mutating func phaseBegan(in context: inout StepContext) throws {
    for index in members.indices { try members[index].phaseBegan(in: &context) }
  }

  /// Tells all members.
  public mutating func phaseEnded(in context: inout StepContext) throws {
    for index in members.indices { try members[index].phaseEnded(in: &context) }
  }

  /// As many as the member needs that needs most.
  public var extraBatches: Int { members.map(\.extraBatches).max() ?? 0 }

  /// Gives all members the trial.
  public mutating func stepBegan(_ trial: StepTrial, in context: inout StepContext) throws {
    for index in members.indices { try members[index].stepBegan(trial, in: &context) }
  }

  /// Asks the owner of what exits see.
  public func branch(_ features: Features, at exit: Exit) throws -> Branch {
    try members[owner(.branch)].branch(features, at: exit)
  }

  /// Asks the owner of what exits see.
  public func sharedChannels(of channels: Int, at exit: Exit) -> Int? {
    members[owner(.branch)].sharedChannels(of: channels, at: exit)
  }

  /// Asks the owner of what exits see.
  public var sharedShare: Double? { members[owner(.branch)].sharedShare }

  /// Asks the owner of the logits.
  public func logits(_ logits: Tensor, at exit: Exit, after earlier: [Tensor], _ mode: Mode) throws -> Tensor {
    try members[owner(.logits)].logits(logits, at: exit, after: earlier, mode)
  }

  /// Asks the owner of the losses.
  public mutating func losses(
    of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext
  ) throws -> [Tensor] {
    try members[owner(.losses)].losses(of: outputs, labels: labels, in: &context)
  }

  /// Asks the owner of the combination.
  public var need: GradientNeed { members[owner(.combination)].need }

  /// Asks the owner of the combination.
  public mutating func weights(of losses: [Double], in context: inout StepContext) throws -> [Double] {
    try members[owner(.combination)].weights(of: losses, in: &context)
  }

  /// Asks the owner of the combination.
  public mutating func weights(
    of gram: GramMatrix, losses: [Double], in context: inout StepContext
  ) throws -> [Double] {
    try members[owner(.combination)].weights(of: gram, losses: losses, in: &context)
  }

  /// Asks the owner of the combination.
  public mutating func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor {
    try members[owner(.combination)].combine(rows, losses: losses, in: &context)
  }

  /// Asks the owner of the combination.
  public mutating func merge(
    _ gradients: BoundaryGradients, at exit: Exit, in context: inout StepContext
  ) throws -> [Tensor?] {
    try members[owner(.combination)].merge(gradients, at: exit, in: &context)
  }

  /// Whether some member looks.
  public var looksAtLossesAfterStep: Bool { members.contains { $0.looksAtLossesAfterStep } }

  /// Tells all members.
  public mutating func stepEnded(in context: inout StepContext) throws {
    for index in members.indices { try members[index].stepEnded(in: &context) }
  }

  /// Tells all members.
  public mutating func epochEnded(_ summary: EpochSummary) throws {
    for index in members.indices { try members[index].epochEnded(summary) }
  }

  /// The copies of all members.
  public var copiesOfWeights: Int { members.reduce(0) { $0 + $1.copiesOfWeights } }

  /// The entries of all members, under their place and name: `0.dfs.`.
  public func state() throws -> StrategyState {
    var whole = StrategyState()
    for (index, member) in members.enumerated() {
      let state = try member.state()
      let prefix = Self.prefix(index, member)
      whole.numbers[prefix + Self.versionKey] = [Double(state.version)]
      for (key, value) in state.numbers { whole.numbers[prefix + key] = value }
      for (key, value) in state.tensors { whole.tensors[prefix + key] = value }
    }
    return whole
  }

  /// Gives every member its own entries, under their own names and version.
  public mutating func restore(_ state: StrategyState) throws {
    for index in members.indices {
      let prefix = Self.prefix(index, members[index])
      var part = StrategyState()
      for (key, value) in state.numbers where key.hasPrefix(prefix) {
        part.numbers[String(key.dropFirst(prefix.count))] = value
      }
      for (key, value) in state.tensors where key.hasPrefix(prefix) {
        part.tensors[String(key.dropFirst(prefix.count))] = value
      }
      part.version = Int(part.numbers.removeValue(forKey: Self.versionKey)?.first ?? 1)
      try members[index].takeUp(part)
    }
  }

  /// No key of a member, as it has a space at its beginning.
  private static let versionKey = " version"

  private static func prefix(_ index: Int, _ member: any GradientStrategy) -> String {
    "\(index).\(type(of: member).name)."
  }
}

/// Two strategies of a list that fill the same hook.
public struct StrategyConflict: Error, CustomStringConvertible {
  /// The name of the one that stands first.
  public let first: String
  /// The name of the other.
  public let second: String
  /// Where the other stands in the list, counted from 0.
  public let place: Int
  /// What both decide, in words.
  public let decision: String

  /// The message.
  public var description: String { "strategies '\(first)' and '\(second)' both decide \(decision): list one of them" }
}
