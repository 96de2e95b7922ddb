import Layers
import Torch

/// A batch that is passed forward and back in portions, so that a step needs the memory of one of them.
///
/// What the exits' losses leave is added up over the portions, each in proportion to its samples, before the strategy looks at it:
/// gradients, not their inner products, which do not add up. Where losses are means over samples and no layer looks across a batch,
/// the update is that of the whole batch. Batch normalization sees a portion at a time, so there it is that of smaller batches.
public struct MicroBatches {
  /// What came of a step.
  public struct Result {
    /// The loss of every exit over the whole batch.
    public let losses: [Double]
    /// What every exit said of the whole batch: `[N, classes]`.
    public let logits: [Tensor]
  }

  private let network: Network
  private let engine: GradientEngine
  private let portions: [LabelledBatch]
  private let shares: [Double]

  /// Cuts a batch into portions of `size` samples; the last may be smaller.
  public init(of batch: LabelledBatch, size: Int, for network: Network) throws {
    let count = batch.images.shape[0]
    let ranges = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    portions = try ranges.map { range in
      LabelledBatch(
        images: try batch.images.narrowed(dim: 0, range), labels: try batch.labels.narrowed(dim: 0, range))
    }
    shares = ranges.map { Double($0.count) / Double(count) }
    self.network = network
    engine = GradientEngine(network.topology)
  }

  /// Leaves a gradient at every parameter that some loss reaches, and none at the others.
  ///
  /// Weights of losses are chosen before the backward passes, from a look at the whole batch: another forward pass. The context's
  /// telemetry holds what was chosen; with `finest`, also the conflict over the whole batch, as
  /// ``GradientEngine/accumulate(_:of:strategy:in:measuring:)`` measures it.
  public func accumulate(
    _ mode: Mode, strategy: inout any GradientStrategy, in context: inout StepContext,
    measuring finest: ConflictLevel? = nil
  ) throws -> Result {
    engine.clear()
    var cost = StrategyCost()
    defer {
      context.scope = StepContext.backbone
      context.telemetry.cost = cost
    }
    var rows: ExitGradients?
    let result = try update(mode, &rows, isMeasuring: finest != nil, strategy: &strategy, in: &context, &cost)
    if let finest, let rows, result.losses.allSatisfy(\.isFinite) {
      context.telemetry.conflicts = try cost.time(\.measurement) { try engine.conflicts(of: rows, finest: finest) }
    }
    return result
  }

  /// Updates as the strategy needs it; `rows` are then the exits' gradients over the whole batch, where the strategy needs them or
  /// they are to be measured.
  private func update(
    _ mode: Mode, _ rows: inout ExitGradients?, isMeasuring: Bool, strategy: inout any GradientStrategy,
    in context: inout StepContext, _ cost: inout StrategyCost
  ) throws -> Result {
    func add(_ found: ExitGradients) throws { if rows == nil { rows = found } else { try rows?.add(found) } }
    switch strategy.need {
    case .gram, .rows:
      let result = try pass(mode, strategy: &strategy, in: &context) { losses, _, _, _ in
        try cost.time(\.gradients) { try add(engine.rows(of: losses)) }
      }
      if let rows, result.losses.allSatisfy(\.isFinite) {
        try engine.update(from: rows, losses: result.losses, strategy: &strategy, in: &context, &cost)
      }
      return result
    case .scalar, .gramOfFirstStage:
      let weights = try weights(mode, strategy: &strategy, in: &context)
      if weights.allSatisfy(\.isFinite) {
        try engine.take(weights, for: 0..<network.exits.count, from: strategy, in: &context)
      }
      return try pass(mode, strategy: &strategy, in: &context) { losses, _, _, _ in
        if isMeasuring { try cost.time(\.measurement) { try add(engine.rows(of: losses, keepingGraph: true)) } }
        try cost.time(\.gradients) { try backward(losses, weights: weights) }
      }
    case .cotangents:
      var sums: [ObjectIdentifier: Tensor] = [:]
      let result = try pass(mode, strategy: &strategy, in: &context) { losses, outputs, strategy, context in
        let pass = BlockwiseBackward(network.topology, outputs.compactMap(\.boundary))
        if isMeasuring { try cost.time(\.measurement) { try add(engine.rows(of: losses, through: pass)) } }
        for (parameter, gradient) in try engine.merge(losses, through: pass, strategy: &strategy, in: &context, &cost) {
          if let sum = sums[parameter] { try sum.add(gradient) } else { sums[parameter] = gradient }
        }
      }
      engine.assign(sums)
      return result
    }
  }

  /// The losses of a batch that was passed before, by the weights as they are now.
  public func lossesAgain(_ mode: Mode, strategy: any GradientStrategy, in context: StepContext) throws -> [Double] {
    var sums = [Double](repeating: 0, count: network.exits.count)
    for (index, portion) in portions.enumerated() {
      let losses = try network.lossesAgain(
        portion.images, labels: portion.labels, mode.ofPortion(index), strategy: strategy, in: context)
      sums = zip(sums, losses).map { $0 + shares[index] * $1 }
    }
    return sums
  }

  // MARK: - Passes

  /// Passes all portions forward; `differentiate` gets the losses of each, times its share of the batch.
  ///
  /// Losses that are not finite are not differentiated: the trainer stops the run.
  private func pass(
    _ mode: Mode, strategy: inout any GradientStrategy, in context: inout StepContext,
    differentiate: ([Tensor], [ExitOutput], inout any GradientStrategy, inout StepContext) throws -> Void
  ) throws -> Result {
    var sums = [Double](repeating: 0, count: network.exits.count)
    var logits = network.exits.map { _ in [Tensor]() }
    for (index, portion) in portions.enumerated() {
      let outputs = try network(portion.images, mode.ofPortion(index), strategy: strategy)
      let losses = try strategy.losses(of: outputs, labels: portion.labels, in: &context)
      try engine.check(losses, from: strategy)
      let parts = try losses.map { try $0 * shares[index] }
      sums = try zip(sums, parts).map { try $0 + $1.detached().item() }
      for (exit, output) in outputs.enumerated() { logits[exit].append(try output.logits.detached()) }
      if sums.allSatisfy(\.isFinite) { try differentiate(parts, outputs, &strategy, &context) }
    }
    return Result(losses: sums, logits: try logits.map { try Tensor.concatenated($0, dim: 0) })
  }

  /// The factors of the exits' losses, from all portions.
  private func weights(
    _ mode: Mode, strategy: inout any GradientStrategy, in context: inout StepContext
  ) throws -> [Double] {
    guard strategy.filledRoles.contains(.combination) else {
      // Nobody chooses: the answer does not depend on the losses.
      return try strategy.weights(of: [Double](repeating: 1, count: network.exits.count), in: &context)
    }
    guard strategy.need == .gramOfFirstStage else {
      let losses = try lossesAgain(mode, strategy: strategy, in: context)
      // Losses that are not finite end the run when they are passed; nothing is chosen from them.
      return losses.allSatisfy(\.isFinite) ? try strategy.weights(of: losses, in: &context) : losses
    }
    var rows: [[Tensor?]]?
    var (copy, other) = (strategy, context)
    let result = try pass(mode.again, strategy: &copy, in: &other) { losses, _, _, _ in
      let found = try engine.firstStage(of: losses, keepingGraph: false)
      rows = try rows.map { try Self.sum($0, found) } ?? found
    }
    guard result.losses.allSatisfy(\.isFinite) else { return result.losses }
    let gram = GramMatrix(try innerProducts(of: rows ?? []), exits: 0..<network.exits.count)
    return try strategy.weights(of: gram, losses: result.losses, in: &context)
  }

  private static func sum(_ a: [[Tensor?]], _ b: [[Tensor?]]) throws -> [[Tensor?]] {
    try zip(a, b).map { a, b in
      try zip(a, b).map { a, b in
        guard let a, let b else { return a ?? b }
        return try a + b
      }
    }
  }
}
