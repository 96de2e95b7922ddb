import Settings
import Torch

/// How what a strategy chooses becomes the update: the recipe's section `combination`, in one place for every strategy.
///
/// In this order: a rule sees gradients of length 1 (`unit-rows`) and how much exits count (`preference`); its weights are
/// smoothed (`smoothing`); the update gets its length (`scale`); and what came of it holds for some steps (`every`), which then
/// take one backward pass each.
struct Combination {
  private let section: CombinationSection
  private let published: UpdateScale
  private var smoothed = ScopeMemory("smoothed-weights")
  private var held = ScopeMemory("held-weights")
  private var steps = 0

  /// The section for a strategy that combines gradients; nil stands for a plain sum of the losses.
  init(_ section: CombinationSection, of rule: (any GradientStrategy.Type)?) {
    (self.section, published) = (section, rule?.publishedScale ?? .sum)
  }

  /// Whether the weights of an earlier step are used again.
  var isHolding: Bool { steps % section.every != 0 }

  // MARK: - Weights

  /// What the engine computes where the strategy itself needs `own`.
  ///
  /// Weights that are held need no gradient of an exit alone: at every boundary, that of the exit's head is weighed, and heads
  /// follow their own loss as before.
  func need(_ own: GradientNeed) -> GradientNeed {
    guard isHolding else { return own }
    if case .gram = own { return .cotangents }
    return .scalar
  }

  mutating func weights(
    of losses: [Double], from rule: inout any GradientStrategy, in context: inout StepContext
  ) throws -> [Double] {
    if isHolding, let weights = try held.recall(context.scope, count: losses.count) { return weights }
    return try ofLosses(rule.weights(of: losses, in: &context), count: losses.count, in: context)
  }

  mutating func weights(
    of gram: GramMatrix, losses: [Double], from rule: inout any GradientStrategy, in context: inout StepContext
  ) throws -> [Double] {
    context.preference = section.preference
    defer { context.preference = nil }
    guard case .gram = rule.need else {
      return try ofLosses(rule.weights(of: gram, losses: losses, in: &context), count: losses.count, in: context)
    }
    let factors = section.unitRows ? (0..<gram.count).map { Self.inverseLength(gram[$0, $0]) } : nil
    var weights = try rule.weights(of: factors.map(gram.scaled) ?? gram, losses: losses, in: &context)
    // The engine names the rule that forgets a weight.
    guard weights.count == gram.count else { return weights }
    weights = try smooth(weights, in: context)
    if let factors { weights = zip(weights, factors).map(*) }
    return try keep(weights, in: context) {
      (gram.length(of: weights), gram.length(of: [Double](repeating: 1, count: gram.count)))
    }
  }

  /// The weights of losses have a length, too: their sum, which is the number of exits for a plain sum.
  private mutating func ofLosses(_ chosen: [Double], count: Int, in context: StepContext) throws -> [Double] {
    guard chosen.count == count else { return chosen }
    let weights = try smooth(chosen, in: context)
    return try keep(weights, in: context) { (weights.reduce(0, +), Double(count)) }
  }

  private mutating func smooth(_ weights: [Double], in context: StepContext) throws -> [Double] {
    guard section.smoothing > 0 else { return weights }
    var mixed = weights
    if let last = try smoothed.recall(context.scope, count: weights.count) {
      mixed = zip(last, weights).map { section.smoothing * $0 + (1 - section.smoothing) * $1 }
    }
    smoothed.keep(mixed, for: context.scope)
    return mixed
  }

  private mutating func keep(
    _ weights: [Double], in context: StepContext, lengths: () -> (update: Double, sum: Double)
  ) throws -> [Double] {
    let factor = published.factor(to: section.scale, count: weights.count, lengths: lengths)
    let scaled = weights.map { $0 * factor }
    if section.every > 1 { held.keep(scaled, for: context.scope) }
    return scaled
  }

  // MARK: - Directions

  mutating func combine(
    _ rows: Tensor, losses: [Double], from rule: inout any GradientStrategy, in context: inout StepContext
  ) throws -> Tensor {
    let count = rows.shape[0]
    var seen = rows
    if section.unitRows {
      let factors = try (0..<count).map { row in
        Self.inverseLength(try innerProducts(of: [[rows.narrowed(dim: 0, row..<row + 1)]])[0])
      }
      seen = try rows * Tensor(factors, [count, 1]).moved(to: rows.device, as: rows.type)
    }
    let direction = try rule.combine(seen, losses: losses, in: &context)
    guard section.scale != .asPublished, direction.shape == [rows.shape[1]] else { return direction }
    return try direction
      * published.factor(to: section.scale, count: count) {
        try (Self.length(direction), Self.length(rows.sum(dims: [0])))
      }
  }

  mutating func merge(
    _ gradients: BoundaryGradients, at exit: Exit, from rule: inout any GradientStrategy, in context: inout StepContext
  ) throws -> [Tensor?] {
    guard isHolding, let weights = try held.recall(StepContext.backbone, count: exit.count) else {
      return try rule.merge(gradients, at: exit, in: &context)
    }
    return try gradients.weighted(head: weights[exit.index], trunk: 1)
  }

  private static func inverseLength(_ square: Double) -> Double { square > 0 ? 1 / square.squareRoot() : 0 }

  private static func length(_ vector: Tensor) throws -> Double { try innerProducts(of: [[vector]])[0].squareRoot() }

  // MARK: - Memory

  mutating func stepEnded() { steps += 1 }

  var state: [String: [Double]] {
    var numbers = smoothed.numbers.merging(held.numbers) { one, _ in one }
    if section.every > 1 { numbers[Self.stepsKey] = [Double(steps)] }
    return numbers
  }

  mutating func restore(_ state: StrategyState) throws {
    smoothed.restore(state)
    held.restore(state)
    if section.every > 1 { steps = Int(try state.numbers(Self.stepsKey, count: 1)[0]) }
  }

  private static let stepsKey = "steps"
}

// MARK: - What cannot be combined

extension Combination {
  /// Refuses what means nothing to the strategies, with the recipe's line.
  ///
  /// `rule` is the strategy that combines gradients, nil for a plain sum of the losses; `members` are all of the recipe.
  func check(
    on topology: Topology, rule: (any GradientStrategy)?, members: [any GradientStrategy]
  ) throws {
    let subject = rule.map { "strategy '\(type(of: $0).name)'" } ?? "a plain sum"
    let need = rule?.need ?? .scalar
    if section.unitRows { try checkUnitRows(need, subject) }
    if section.preference != nil { try checkPreference(rule, subject, topology) }
    if section.smoothing > 0, rule == nil || !need.hasWeights {
      throw section.problem(
        CombinationSection.smoothing, "\(subject) chooses no weights that 'smoothing' could smooth")
    }
    if section.every > 1 { try checkEvery(rule, need, subject) }
    if section.scale != .asPublished { try checkScale(need, subject, members) }
  }

  private func checkUnitRows(_ need: GradientNeed, _ subject: String) throws {
    switch need {
    case .gram, .rows: return
    case .scalar, .gramOfFirstStage, .cotangents:
      throw section.problem(
        CombinationSection.unitRows, "\(subject) does not combine the exits' gradients, which 'unit-rows' is about")
    }
  }

  private func checkPreference(_ rule: (any GradientStrategy)?, _ subject: String, _ topology: Topology) throws {
    let setting = CombinationSection.preference
    guard let rule, type(of: rule).usesPreference else {
      throw section.problem(
        setting, "\(subject) starts from no weighted mean, which 'preference' is about",
        hint: "strategy 'weighted' gives losses weights")
    }
    let given = section.preference ?? []
    guard given.allSatisfy({ $0 >= 0 }), given.contains(where: { $0 > 0 }) else {
      throw section.problem(setting, "'preference' must not be negative, and not 0 for every exit")
    }
    guard given.count == topology.exits.count else {
      throw section.problem(
        setting, "'preference' has \(given.count) entries, but the network has \(topology.exits.count) exits")
    }
  }

  private func checkEvery(_ rule: (any GradientStrategy)?, _ need: GradientNeed, _ subject: String) throws {
    guard let rule, need.hasWeights else {
      throw section.problem(CombinationSection.every, "\(subject) chooses no weights that 'every' could hold")
    }
    guard !rule.filledRoles.contains(.phases) else {
      throw section.problem(
        CombinationSection.every,
        "\(subject) also decides the passes of an epoch and takes part in each of their steps")
    }
    guard need != .gram(.stage) else {
      throw section.problem(
        CombinationSection.every, "weights that differ from stage to stage cannot be applied in one backward pass",
        hint: "use 'scope: backbone'")
    }
  }

  private func checkScale(_ need: GradientNeed, _ subject: String, _ members: [any GradientStrategy]) throws {
    guard need != .cotangents else {
      throw section.problem(
        CombinationSection.scale, "\(subject) merges gradients boundary by boundary, so its update has no other scale",
        hint: "adjust the learning rate")
    }
    let edits = members.map { type(of: $0) }.filter { $0.roles.contains(.branch) }
    if let edit = edits.first(where: { $0.publishedScale != .sum }) {
      throw section.problem(
        CombinationSection.scale, "strategy '\(edit.name)' scales gradients block by block, which 'scale' cannot undo",
        hint: "adjust the learning rate")
    }
  }
}

extension GradientNeed {
  /// Whether the strategy chooses one number for every exit.
  fileprivate var hasWeights: Bool {
    switch self {
    case .scalar, .gram, .gramOfFirstStage: true
    case .rows, .cotangents: false
    }
  }
}
