import Errors
import Layers
import Torch

/// Strategies applied together, each filling its own hooks.
///
/// What exits see, logits, losses, the combination of gradients and the passes of an epoch have one owner each, or do what
/// they do by default. All members are prepared, called when steps, phases and epochs begin or end, and checkpointed, in the
/// recipe's order.
public struct StrategyList: GradientStrategy, StrategyComposition {
  /// Not a name in recipes, which write a list of strategies instead.
  public static let name = "list"
  /// What messages call it.
  public static let summary = "strategies applied together"

  private var members: [any GradientStrategy]
  private let owners: [Int: Int]
  private var combination: Combination

  /// Lists strategies, at least one, in the order in which they are called.
  ///
  /// `section` is how what they choose becomes the update.
  ///
  /// - Throws: ``StrategyConflict`` when two strategies fill the same hook.
  public init(_ members: [any GradientStrategy], _ section: CombinationSection? = nil) throws {
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
    combination = Combination(
      section ?? CombinationSection(), of: owners[StrategyRoles.combination.rawValue].map { type(of: members[$0]) })
  }

  /// Not a component of its own: a list without members does not exist.
  ///
  /// - Throws: ``/Layers/ModelError``, always.
  public init(_ settings: Settings) throws { throw ModelError("a list of strategies is made from its members") }

  /// Those of all members.
  public var filledRoles: StrategyRoles { members.reduce([]) { $0.union($1.filledRoles) } }

  /// The member that is not asked in this step.
  private var resting: Int? { combination.isHolding ? owners[StrategyRoles.combination.rawValue] : nil }

  private func owner(_ role: StrategyRoles) -> Int { owners[role.rawValue] ?? 0 }

  /// The member that is asked for what the role names.
  func owner(of role: StrategyRoles) -> any GradientStrategy { members[owner(role)] }

  /// Prepares all members, and refuses a combination that means nothing to them.
  public mutating func prepare(for topology: Topology) throws {
    let rule = owners[StrategyRoles.combination.rawValue].map { members[$0] }
    try combination.check(on: topology, rule: rule, members: members)
    for index in members.indices { try members[index].prepare(for: topology) }
  }

  /// Asks the owner of the passes.
  public func phases(of epoch: Int, in epochs: Int) -> [EpochPhase] {
    members[owner(.phases)].phases(of: epoch, in: epochs)
  }

  /// Calls all members.
  public mutating func phaseBegan(in context: inout StepContext) throws {
    for index in members.indices { try members[index].phaseBegan(in: &context) }
  }

  /// Calls all members.
  public mutating func phaseEnded(in context: inout StepContext) throws {
    for index in members.indices { try members[index].phaseEnded(in: &context) }
  }

  /// As many as the member needs that needs most.
  public var extraBatches: Int { members.map(\.extraBatches).max() ?? 0 }

  /// Gives the trial to all members, except a rule whose weights are held: it would learn nothing from it.
  public mutating func stepBegan(_ trial: StepTrial, in context: inout StepContext) throws {
    for index in members.indices where index != resting { try members[index].stepBegan(trial, in: &context) }
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

  /// What the owner of the combination needs, or less where its weights are held.
  public var need: GradientNeed { combination.need(members[owner(.combination)].need) }

  /// Asks the owner of the combination.
  public mutating func weights(of losses: [Double], in context: inout StepContext) throws -> [Double] {
    let rule = owner(.combination)
    return try combination.weights(of: losses, from: &members[rule], in: &context)
  }

  /// Asks the owner of the combination.
  public mutating func weights(
    of gram: GramMatrix, losses: [Double], in context: inout StepContext
  ) throws -> [Double] {
    let rule = owner(.combination)
    return try combination.weights(of: gram, losses: losses, from: &members[rule], in: &context)
  }

  /// Asks the owner of the combination.
  public mutating func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor {
    let rule = owner(.combination)
    return try combination.combine(rows, losses: losses, from: &members[rule], in: &context)
  }

  /// Asks the owner of the combination.
  public mutating func merge(
    _ gradients: BoundaryGradients, at exit: Exit, in context: inout StepContext
  ) throws -> [Tensor?] {
    let rule = owner(.combination)
    return try combination.merge(gradients, at: exit, from: &members[rule], in: &context)
  }

  /// Whether some member reads them, except a rule whose weights are held.
  public var looksAtLossesAfterStep: Bool {
    members.indices.contains { $0 != resting && members[$0].looksAtLossesAfterStep }
  }

  /// Calls all members, except a rule whose weights are held.
  public mutating func stepEnded(in context: inout StepContext) throws {
    let absent = resting
    for index in members.indices where index != absent { try members[index].stepEnded(in: &context) }
    combination.stepEnded()
  }

  /// Calls all members.
  public mutating func epochEnded(_ summary: EpochSummary) throws {
    for index in members.indices { try members[index].epochEnded(summary) }
  }

  /// The copies of all members.
  public var copiesOfWeights: Int { members.reduce(0) { $0 + $1.copiesOfWeights } }

  /// The entries of all members, under their place and name, `0.dfs.`, and those of the combination.
  public func state() throws -> StrategyState {
    var whole = StrategyState()
    for (index, member) in members.enumerated() {
      let state = try member.state()
      let prefix = Self.prefix(index, member)
      whole.numbers[prefix + Self.versionKey] = [Double(type(of: member).stateVersion)]
      for (key, value) in state.numbers { whole.numbers[prefix + key] = value }
      for (key, value) in state.tensors { whole.tensors[prefix + key] = value }
    }
    for (key, value) in combination.state { whole.numbers[Self.combinationPrefix + key] = value }
    return whole
  }

  /// Gives every member its own entries, under their own names and version.
  public mutating func restore(_ state: StrategyState) throws {
    try combination.restore(state.part(Self.combinationPrefix))
    for index in members.indices {
      var part = state.part(Self.prefix(index, members[index]))
      let version = part.numbers.removeValue(forKey: Self.versionKey)?.first ?? 1
      try members[index].takeUp(part, version: Int(version))
    }
  }

  /// No key of a member, as it has a space at its beginning.
  private static let versionKey = " version"

  private static let combinationPrefix = "combination."

  private static func prefix(_ index: Int, _ member: any GradientStrategy) -> String {
    "\(index).\(type(of: member).name)."
  }
}

extension StrategyState {
  /// The entries whose names begin so, without the beginning.
  fileprivate func part(_ prefix: String) -> StrategyState {
    func own<Value>(_ entries: [String: Value]) -> [String: Value] {
      entries.reduce(into: [:]) { found, entry in
        if entry.key.hasPrefix(prefix) { found[String(entry.key.dropFirst(prefix.count))] = entry.value }
      }
    }
    return StrategyState(numbers: own(numbers), tensors: own(tensors))
  }
}

/// Two strategies of a list that fill the same hook.
public struct StrategyConflict: StatusedError, CustomStringConvertible {
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

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}
