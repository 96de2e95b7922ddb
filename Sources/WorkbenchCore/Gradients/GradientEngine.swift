import Layers
import Torch

/// Turns the losses of the exits into the gradients of the parameters, as a strategy needs it.
///
/// The structure of the network saves the work: exit `k` is differentiated through the blocks it reaches and no further, a
/// scope sees only the exits that reach it, and heads take the gradient of their own loss, which weights of losses scale.
public struct GradientEngine {
  let topology: Topology

  /// An engine for the parameters of one network.
  public init(_ topology: Topology) { self.topology = topology }

  /// Leaves a gradient at every parameter that some loss reaches, and none at the others.
  ///
  /// `outputs` are those of the forward pass that the losses were made of. The context's telemetry then holds what was chosen
  /// and what it cost; with `finest`, also the conflict at that level and the coarser ones. Measuring changes no gradient; it
  /// takes a backward pass for each exit, unless the strategy takes them anyway.
  ///
  /// - Returns: the losses as numbers, one for each exit.
  public func accumulate(
    _ losses: [Tensor], of outputs: [ExitOutput], strategy: inout any GradientStrategy, in context: inout StepContext,
    measuring finest: ConflictLevel? = nil
  ) throws -> [Double] {
    try check(losses, from: strategy)
    let values = try losses.map { try $0.detached().item() }
    // A step that would poison the weights is not taken: the trainer stops the run and names the exit.
    guard values.allSatisfy(\.isFinite) else { return values }
    try checkGraph(of: losses, from: strategy)
    clear()
    var cost = StrategyCost()
    defer {
      context.scope = StepContext.backbone
      context.telemetry.cost = cost
    }
    let exits = 0..<losses.count
    let rows: ExitGradients?
    switch strategy.need {
    case .scalar:
      let weights = try cost.time(\.selection) { try strategy.weights(of: values, in: &context) }
      try take(weights, for: exits, from: strategy, in: &context)
      rows = try cost.time(\.measurement) { try finest.map { _ in try self.rows(of: losses, keepingGraph: true) } }
      try cost.time(\.gradients) { try backward(losses, weights: weights) }
    case .gram, .rows:
      let own = try cost.time(\.gradients) { try self.rows(of: losses) }
      try update(from: own, losses: values, strategy: &strategy, in: &context, &cost)
      rows = own
    case .gramOfFirstStage:
      let gradients = try cost.time(\.gradients) { try firstStage(of: losses, keepingGraph: true) }
      let gram = try cost.time(\.combination) { GramMatrix(try innerProducts(of: gradients), exits: exits) }
      let weights = try cost.time(\.selection) { try strategy.weights(of: gram, losses: values, in: &context) }
      try take(weights, for: exits, from: strategy, in: &context)
      rows = try cost.time(\.measurement) { try finest.map { _ in try self.rows(of: losses, keepingGraph: true) } }
      try cost.time(\.gradients) { try backward(losses, weights: weights) }
    case .cotangents:
      let pass = BlockwiseBackward(topology, outputs.compactMap(\.boundary))
      rows = try cost.time(\.measurement) { try finest.map { _ in try self.rows(of: losses, through: pass) } }
      assign(try merge(losses, through: pass, strategy: &strategy, in: &context, &cost))
    }
    if let finest, let rows {
      context.telemetry.conflicts = try cost.time(\.measurement) { try conflicts(of: rows, finest: finest) }
    }
    return values
  }

  /// Compares the exits' gradients with the update that lies at the parameters.
  func conflicts(of rows: ExitGradients, finest: ConflictLevel) throws -> [GradientConflict] {
    try ConflictProbe(topology, finest: finest).measure { rows[$0, $1] }
  }

  /// Makes one update of the exits' gradients, as the strategy's need has it: by weights, or by one direction.
  func update(
    from rows: ExitGradients, losses: [Double], strategy: inout any GradientStrategy, in context: inout StepContext,
    _ cost: inout StrategyCost
  ) throws {
    cost.gradientBytes = rows.bytes
    switch strategy.need {
    case .gram(let scope):
      for part in parts(scope) {
        let gradients = rows.parts(part)
        let gram = try cost.time(\.combination) { GramMatrix(try innerProducts(of: gradients), exits: part.exits) }
        context.scope = part.name
        let weights = try cost.time(\.selection) {
          try strategy.weights(of: gram, losses: Array(losses[part.exits]), in: &context)
        }
        try take(weights, for: part.exits, from: strategy, in: &context)
        try cost.time(\.combination) { try assignSum(of: gradients, weights: weights, to: part.parameters) }
      }
    case .rows(let scope):
      for part in parts(scope).map(rows.reached) where !part.parameters.isEmpty {
        let matrix = try cost.time(\.combination) { try rows.matrix(part) }
        context.scope = part.name
        let direction = try cost.time(\.selection) {
          try strategy.combine(matrix, losses: Array(losses[part.exits]), in: &context)
        }
        guard direction.shape == [matrix.shape[1]] else {
          throw StrategyMistake(
            strategy, as: .combination, "combined gradients \(matrix.shape) into \(direction.shape)",
            rule: "it must return [\(matrix.shape[1])]")
        }
        try cost.time(\.combination) { try assign(direction, to: part.parameters) }
      }
    case .scalar, .gramOfFirstStage, .cotangents: preconditionFailure("\(strategy.need) is not about exits' gradients")
    }
    try rows.assignHeads(topology.heads)
  }

  /// The gradients that come of merging at every boundary, by parameter.
  func merge(
    _ losses: [Tensor], through pass: BlockwiseBackward, strategy: inout any GradientStrategy,
    in context: inout StepContext, _ cost: inout StrategyCost
  ) throws -> [ObjectIdentifier: Tensor] {
    var merging = StrategyCost()
    let found = try cost.time(\.gradients) {
      try pass(losses) { gradients, exit in
        context.scope = "exit \(exit.number)"
        let merged = try merging.time(\.selection) { try strategy.merge(gradients, at: exit, in: &context) }
        try check(merged, of: gradients, at: exit, from: strategy)
        return merged
      }
    }
    cost.gradients -= merging.selection
    cost.selection += merging.selection
    return found
  }

  /// The gradient of every exit's loss at the first stage, which all exits reach.
  func firstStage(of losses: [Tensor], keepingGraph: Bool) throws -> [[Tensor?]] {
    let parameters = topology.stages[0].parameters.map(\.value)
    return try losses.enumerated().map { exit, loss in
      try gradients(of: [loss], for: parameters, keepingGraph: keepingGraph || exit < losses.count - 1)
    }
  }

  /// The inner products of the gradients of some losses with those of others, over all shared parameters: a row for every
  /// one of the first.
  ///
  /// - Note: Frees the graphs of the losses.
  public func crossGram(of first: [Tensor], with second: [Tensor]) throws -> [[Double]] {
    let whole = parts(.backbone)[0]
    let vectors = try rows(of: first).parts(whole) + rows(of: second).parts(whole)
    let products = try innerProducts(of: vectors)
    return first.indices.map { row in
      let start = row * vectors.count + first.count
      return Array(products[start..<start + second.count])
    }
  }

  func check(_ losses: [Tensor], from strategy: any GradientStrategy) throws {
    guard losses.count == topology.heads.count else {
      throw StrategyMistake(
        strategy, as: .losses, "returned \(losses.count) losses for \(topology.heads.count) exits",
        rule: "it must return one for each")
    }
    for (exit, loss) in zip(topology.exits, losses) {
      guard loss.count == 1 else {
        throw StrategyMistake(
          strategy, as: .losses, "returned a loss \(loss.shape) for exit \(exit.number)",
          rule: "a loss has one element")
      }
    }
  }

  private func checkGraph(of losses: [Tensor], from strategy: any GradientStrategy) throws {
    guard let exit = losses.firstIndex(where: { !$0.requiresGradient }) else { return }
    throw StrategyMistake(
      strategy, as: .losses, "returned a loss for exit \(exit + 1) that depends on no parameter",
      rule: "a loss must be computed from the outputs, with nothing detached on the way")
  }

  /// Checks the weights that a strategy chose and notes them.
  func take(
    _ weights: [Double], for exits: Range<Int>, from strategy: any GradientStrategy, in context: inout StepContext
  ) throws {
    guard weights.count == exits.count else {
      throw StrategyMistake(
        strategy, as: .combination, "returned \(weights.count) weights for \(exits.count) exits",
        rule: "it must return one for each")
    }
    guard weights.allSatisfy(\.isFinite) else {
      throw StrategyMistake(
        strategy, as: .combination, "returned the weights \(weights) for \(context.scope)",
        rule: "weights must be finite")
    }
    context.telemetry.weights.append((context.scope, exits, weights))
  }

  private func check(
    _ merged: [Tensor?], of gradients: BoundaryGradients, at exit: Exit, from strategy: any GradientStrategy
  ) throws {
    let wanted = zip(gradients.head, gradients.trunk).map { ($0 ?? $1)?.shape }
    guard merged.map({ $0?.shape }) != wanted else { return }
    func text(_ shapes: [[Int]?]) -> String { shapes.map { $0.map { "\($0)" } ?? "none" }.joined(separator: ", ") }
    throw StrategyMistake(
      strategy, as: .combination,
      "merged gradients \(text(wanted)) at exit \(exit.number) into \(text(merged.map { $0?.shape }))",
      rule: "the shapes must stay")
  }

  func clear() {
    for parameter in (topology.stages + topology.heads).flatMap(\.parameters) { parameter.value.gradient = nil }
  }

  // MARK: - Per-exit gradients

  /// One backward pass for every exit, through the blocks it reaches and its head.
  func rows(of losses: [Tensor], keepingGraph: Bool = false) throws -> ExitGradients {
    var byExit: [[ObjectIdentifier: Tensor]] = []
    for (exit, loss) in losses.enumerated() {
      // An exit's loss may also reach the heads before it, where a strategy lets an exit build on what they say.
      let stages = topology.stages.filter { $0.exits.contains(exit) }
      let reached = (stages + topology.heads[...exit]).flatMap(\.parameters)
      let keeps = keepingGraph || exit < losses.count - 1
      let found = try gradients(of: [loss], for: reached.map(\.value), keepingGraph: keeps)
      byExit.append(
        zip(reached, found).reduce(into: [:]) { row, pair in row[ObjectIdentifier(pair.0)] = pair.1 })
    }
    return ExitGradients(byExit: byExit)
  }

  /// The same through a graph that is cut at boundaries, which stays.
  func rows(of losses: [Tensor], through pass: BlockwiseBackward) throws -> ExitGradients {
    ExitGradients(
      byExit: try losses.map { loss in
        try pass([loss], keepingGraph: true) { gradients, _ in try gradients.weighted(head: 1, trunk: 1) }
      })
  }

  private func parts(_ scope: GradientScope) -> [ParameterGroup] {
    switch scope {
    case .stage: topology.stages
    case .backbone:
      [
        ParameterGroup(
          name: StepContext.backbone, parameters: topology.stages.flatMap(\.parameters),
          exits: 0..<topology.heads.count)
      ]
    }
  }

  // MARK: - Assigning

  func assign(_ gradients: [ObjectIdentifier: Tensor]) {
    for parameter in (topology.stages + topology.heads).flatMap(\.parameters) {
      parameter.value.gradient = gradients[ObjectIdentifier(parameter)]
    }
  }

  /// Makes the weighted sum of the exits' gradients the gradient of every parameter.
  private func assignSum(of gradients: [[Tensor?]], weights: [Double], to parameters: [Parameter]) throws {
    for (index, parameter) in parameters.enumerated() {
      var sum: Tensor?
      for (row, weight) in zip(gradients, weights) {
        guard let gradient = row[index] else { continue }
        if let sum { try sum.add(gradient, times: weight) } else { sum = try gradient * weight }
      }
      parameter.value.gradient = sum
    }
  }

  /// Cuts a direction `[P]` into the shapes of the parameters and makes the pieces their gradients.
  private func assign(_ direction: Tensor, to parameters: [Parameter]) throws {
    var start = 0
    for parameter in parameters {
      let end = start + parameter.value.count
      let piece = try direction.narrowed(dim: 0, start..<end)
      parameter.value.gradient = try piece.unfolded(into: parameter.value.shape).inPreferredLayout()
      start = end
    }
  }
}
