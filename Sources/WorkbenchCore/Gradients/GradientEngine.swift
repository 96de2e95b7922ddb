import Layers
import Torch

/// Turns the losses of the exits into the gradients of the parameters, as a strategy needs it.
///
/// There is one way for all batches; a batch that is passed at once is one micro-batch:
/// 1. Every micro-batch is passed forward, and every exit's loss differentiated. What comes of it is added up over the micro-batches:
///    gradients, not their inner products, which do not add up.
/// 2. ``GradientReduction`` adds it up over the processes of the run.
/// 3. The strategy chooses: weights from inner products in double precision, or a direction from the gradients themselves.
/// 4. The weighted sum, or the direction, becomes the gradient of the parameters.
///
/// A strategy that needs less skips steps: weights of losses are known before the backward pass, which then adds up by itself.
///
/// The structure of the network saves the work: exit `k` is differentiated through the blocks that it reaches and no further, a
/// scope sees only the exits that reach it, and heads take the gradient of their own loss, which weights of losses scale.
///
/// ```swift
/// let outputs = try network(images, .training(seed: 1, step: 0), strategy: strategy)
/// let losses = try strategy.losses(of: outputs, labels: labels, in: &context)
/// let values = try GradientEngine(network.topology)
///   .accumulate(losses, of: outputs, strategy: &strategy, in: &context)
/// ```
public struct GradientEngine {
  private let topology: Topology
  private let reduction: any GradientReduction

  /// An engine for the parameters of one network, in one of the processes that `reduction` connects.
  public init(_ topology: Topology, reduction: any GradientReduction = OneProcess()) {
    (self.topology, self.reduction) = (topology, reduction)
  }

  /// Leaves a gradient at every parameter that some loss reaches, and none at the others, from a batch that has been passed forward.
  ///
  /// - Parameters:
  ///   - losses: one for every exit.
  ///   - outputs: those of the forward pass that the losses were made of.
  ///   - strategy: whose hooks are called.
  ///   - context: its telemetry then holds what was chosen and what it cost.
  ///   - finest: the level down to which conflict is measured as well. Measuring changes no gradient; it takes a backward pass for
  ///     each exit, unless the strategy takes them anyway.
  /// - Returns: the losses as numbers, one for each exit. Where one is not finite, the gradients are left as they were.
  /// - Throws: ``StrategyMistake`` where the strategy breaks a rule; what its hooks throw.
  public func accumulate(
    _ losses: [Tensor], of outputs: [ExitOutput], strategy: inout any GradientStrategy, in context: inout StepContext,
    measuring finest: ConflictLevel? = nil
  ) throws -> [Double] {
    try accumulate(
      MicroBatches(passed: outputs, losses: losses), strategy: &strategy, in: &context, measuring: finest
    ).losses
  }

  /// Passes a batch forward and leaves a gradient at every parameter that some loss reaches, and none at the others.
  ///
  /// Weights of losses have to be known before the backward pass. With one micro-batch they are chosen from its own forward pass; several
  /// are passed forward twice, as the graph of one is held at a time.
  ///
  /// - Parameters:
  ///   - batch: the micro-batches of the step.
  ///   - strategy: whose hooks are called.
  ///   - context: its telemetry then holds what was chosen and what it cost.
  ///   - finest: the level down to which the conflict over the whole batch is measured as well.
  /// - Returns: the losses and logits. Where a loss is not finite, the gradients are of no use.
  /// - Throws: ``StrategyMistake`` where the strategy breaks a rule; what its hooks throw.
  public func accumulate(
    _ batch: MicroBatches, strategy: inout any GradientStrategy, in context: inout StepContext,
    measuring finest: ConflictLevel? = nil
  ) throws -> MicroBatches.Result {
    var passes = ForwardPasses(of: batch, topology)
    var rows = ExitGradients(exits: topology.heads.count)
    var cost = StrategyCost()
    defer {
      context.scope = StepContext.backbone
      context.telemetry.cost = cost
    }
    switch strategy.need {
    case .gram, .rows:
      while let pass = try advance(&passes, strategy: &strategy, in: &context, &cost) {
        try cost.time(\.gradients) { try add(pass, to: &rows) }
      }
      guard passes.isFinite else { break }
      try cost.time(\.gradients) { try reduction.finish() }
      try update(
        from: rows, losses: try reduction.sum(passes.losses), strategy: &strategy, in: &context, &cost)
    case .scalar, .gramOfFirstStage:
      let only = batch.count == 1 ? try advance(&passes, strategy: &strategy, in: &context, &cost) : nil
      let chosen =
        passes.isFinite
        ? try weights(of: batch, only, losses: passes.losses, strategy: &strategy, in: &context, &cost) : nil
      if let chosen { try context.take(chosen, for: 0..<topology.heads.count, from: strategy) }
      var next = try only ?? advance(&passes, strategy: &strategy, in: &context, &cost)
      while let pass = next {
        if finest != nil { try cost.time(\.measurement) { try add(pass, to: &rows, keepingGraph: true) } }
        try cost.time(\.gradients) { try backward(pass.losses, weights: chosen) }
        next = try advance(&passes, strategy: &strategy, in: &context, &cost)
      }
      if passes.isFinite { try cost.time(\.gradients) { try reduceGradients() } }
    case .cotangents:
      var sums: [ObjectIdentifier: Tensor] = [:]
      while let pass = try advance(&passes, strategy: &strategy, in: &context, &cost) {
        let blockwise = BlockwiseBackward(topology, pass.outputs.compactMap(\.boundary))
        if finest != nil { try cost.time(\.measurement) { try add(pass, through: blockwise, to: &rows) } }
        let found = try merge(pass.losses, through: blockwise, strategy: &strategy, in: &context, &cost)
        try sums.add(found)
      }
      guard passes.isFinite else { break }
      assign(sums)
      try cost.time(\.gradients) { try reduceGradients() }
    }
    if let finest, passes.isFinite {
      context.telemetry.conflicts = try cost.time(\.measurement) {
        try ConflictProbe(topology, finest: finest).measure { rows[$0, $1] }
      }
    }
    return try passes.result(losses: try reduction.sum(passes.losses))
  }

  /// The inner products of the gradients of some losses with those of others, over all shared parameters: a row for every
  /// one of the first.
  ///
  /// - Note: Frees the graphs of the losses.
  public func crossGram(of first: [Tensor], with second: [Tensor]) throws -> [[Double]] {
    let vectors = try [first, second].flatMap { losses in
      var rows = ExitGradients(exits: losses.count)
      try add(ForwardPass(outputs: [], losses: losses, isLast: true), to: &rows)
      return rows.parts(backbone)
    }
    try reduction.finish()
    let products = try innerProducts(of: vectors)
    return first.indices.map { row in
      let start = row * vectors.count + first.count
      return Array(products[start..<start + second.count])
    }
  }

  // MARK: - Forward passes

  /// Passes the next micro-batch forward, and clears the gradients before the first one is differentiated.
  private func advance(
    _ passes: inout ForwardPasses, strategy: inout any GradientStrategy, in context: inout StepContext,
    _ cost: inout StrategyCost
  ) throws -> ForwardPass? {
    let isFirst = passes.isAtStart
    let pass = try cost.time(\.forward) { try passes.next(strategy: &strategy, in: &context) }
    if isFirst, pass != nil { for parameter in parameters { parameter.value.gradient = nil } }
    return pass
  }

  /// The factors of the exits' losses; nil where losses are not finite, so that nothing is chosen from them.
  ///
  /// `only` is the batch's only micro-batch, with `losses`, and keeps its graph. Where there are several it is nil, and they are passed
  /// forward here once more.
  private func weights(
    of batch: MicroBatches, _ only: ForwardPass?, losses: [Double], strategy: inout any GradientStrategy,
    in context: inout StepContext, _ cost: inout StrategyCost
  ) throws -> [Double]? {
    guard only != nil || strategy.filledRoles.contains(.combination) else {
      // No strategy chooses weights: they do not depend on the losses.
      return try strategy.weights(of: [Double](repeating: 1, count: topology.heads.count), in: &context)
    }
    var losses = losses
    var rows = ExitGradients(exits: topology.heads.count)
    let looksAtGradients = strategy.need == .gramOfFirstStage
    if let only {
      if looksAtGradients {
        try cost.time(\.gradients) { try add(only, to: &rows, for: firstStage, keepingGraph: true) }
      }
    } else if looksAtGradients {
      var (copy, other) = (strategy, context)
      var passes = ForwardPasses(of: batch, topology, isAgain: true)
      while let pass = try advance(&passes, strategy: &copy, in: &other, &cost) {
        try cost.time(\.gradients) { try add(pass, to: &rows, for: firstStage) }
      }
      losses = passes.losses
    } else {
      losses = try cost.time(\.forward) { try batch.lossesAgain(strategy: strategy, in: context) }
    }
    losses = try reduction.sum(losses)
    guard losses.allSatisfy(\.isFinite) else { return nil }
    guard looksAtGradients else {
      return try cost.time(\.selection) { try strategy.weights(of: losses, in: &context) }
    }
    try cost.time(\.gradients) { try reduction.finish() }
    let gram = try cost.time(\.combination) { try rows.gram(firstStage) }
    return try cost.time(\.selection) { try strategy.weights(of: gram, losses: losses, in: &context) }
  }

  // MARK: - Backward passes

  /// Differentiates every exit's loss: for the parameters of the blocks that it reaches and of heads, or for those of one group.
  ///
  /// An exit's gradients are complete with those of the last micro-batch, and are then added up over the processes.
  private func add(
    _ pass: ForwardPass, to rows: inout ExitGradients, for group: ParameterGroup? = nil, keepingGraph: Bool = false
  ) throws {
    for (exit, loss) in pass.losses.enumerated() {
      let reached = group?.parameters ?? parameters(reachedBy: exit)
      let keeps = keepingGraph || exit < pass.losses.count - 1
      let found = try gradients(of: [loss], for: reached.map(\.value), keepingGraph: keeps)
      try add(zip(reached, found).reduce(into: [:]) { $0[ObjectIdentifier($1.0)] = $1.1 }, of: exit, pass, to: &rows)
    }
  }

  /// The same through a graph that is cut at boundaries, which stays.
  private func add(_ pass: ForwardPass, through blockwise: BlockwiseBackward, to rows: inout ExitGradients) throws {
    for (exit, loss) in pass.losses.enumerated() {
      let found = try blockwise([loss], keepingGraph: true) { gradients, _ in
        try gradients.weighted(head: 1, trunk: 1)
      }
      try add(found, of: exit, pass, to: &rows)
    }
  }

  private func add(
    _ gradients: [ObjectIdentifier: Tensor], of exit: Int, _ pass: ForwardPass, to rows: inout ExitGradients
  ) throws {
    try rows.add(gradients, to: exit)
    guard pass.isLast else { return }
    try reduction.begin(parameters.compactMap { rows[exit, $0] })
  }

  /// Adds up the gradients that lie at the parameters over the processes.
  private func reduceGradients() throws {
    try reduction.begin(parameters.compactMap(\.value.gradient))
    try reduction.finish()
  }

  /// The gradients that come of merging at every boundary, by parameter.
  private func merge(
    _ losses: [Tensor], through blockwise: BlockwiseBackward, strategy: inout any GradientStrategy,
    in context: inout StepContext, _ cost: inout StrategyCost
  ) throws -> [ObjectIdentifier: Tensor] {
    var merging = StrategyCost()
    let found = try cost.time(\.gradients) {
      try blockwise(losses) { gradients, exit in
        context.scope = "exit \(exit.number)"
        let merged = try merging.time(\.selection) { try strategy.merge(gradients, at: exit, in: &context) }
        try gradients.check(merged, at: exit, from: strategy)
        return merged
      }
    }
    cost.gradients -= merging.selection
    cost.selection += merging.selection
    return found
  }

  // MARK: - From gradients to the update

  /// Makes one update of the exits' gradients, as the strategy's need has it: by weights, or by one direction.
  private func update(
    from rows: ExitGradients, losses: [Double], strategy: inout any GradientStrategy, in context: inout StepContext,
    _ cost: inout StrategyCost
  ) throws {
    cost.gradientBytes = rows.bytes
    switch strategy.need {
    case .gram(let scope):
      for group in groups(scope) {
        let gram = try cost.time(\.combination) { try rows.gram(group) }
        context.scope = group.name
        let weights = try cost.time(\.selection) {
          try strategy.weights(of: gram, losses: Array(losses[group.exits]), in: &context)
        }
        try context.take(weights, for: group.exits, from: strategy)
        try cost.time(\.combination) { try rows.assignSum(weights, to: group) }
      }
    case .rows(let scope):
      for group in groups(scope).map(rows.reached) where !group.parameters.isEmpty {
        let matrix = try cost.time(\.combination) { try rows.matrix(group) }
        context.scope = group.name
        let direction = try cost.time(\.selection) {
          try strategy.combine(matrix, losses: Array(losses[group.exits]), in: &context)
        }
        guard direction.shape == [matrix.shape[1]] else {
          throw StrategyMistake(
            strategy, as: .combination, "combined gradients \(matrix.shape) into \(direction.shape)",
            rule: "it must return [\(matrix.shape[1])]")
        }
        try cost.time(\.combination) { try group.assign(direction) }
      }
    case .scalar, .gramOfFirstStage, .cotangents: preconditionFailure("\(strategy.need) is not about exits' gradients")
    }
    try rows.assignHeads(topology.heads)
  }

  private func assign(_ gradients: [ObjectIdentifier: Tensor]) {
    for parameter in parameters { parameter.value.gradient = gradients[ObjectIdentifier(parameter)] }
  }

  // MARK: - Parameters

  private var parameters: [Parameter] { (topology.stages + topology.heads).flatMap(\.parameters) }

  /// An exit's loss may also reach the heads before it, where a strategy lets an exit build on their logits.
  private func parameters(reachedBy exit: Int) -> [Parameter] {
    let stages = topology.stages.filter { $0.exits.contains(exit) }
    return (stages + topology.heads[...exit]).flatMap(\.parameters)
  }

  private var firstStage: ParameterGroup { topology.stages[0] }

  private var backbone: ParameterGroup {
    ParameterGroup(
      name: StepContext.backbone, parameters: topology.stages.flatMap(\.parameters), exits: 0..<topology.heads.count)
  }

  private func groups(_ scope: GradientScope) -> [ParameterGroup] {
    switch scope {
    case .stage: topology.stages
    case .backbone: [backbone]
    }
  }
}

extension ParameterGroup {
  /// Cuts a direction `[P]` into the shapes of the parameters and makes the pieces their gradients.
  fileprivate func assign(_ direction: Tensor) throws {
    var start = 0
    for parameter in parameters {
      let end = start + parameter.value.count
      let piece = try direction.narrowed(dim: 0, start..<end)
      parameter.value.gradient = try piece.unfolded(into: parameter.value.shape).inPreferredLayout()
      start = end
    }
  }
}
