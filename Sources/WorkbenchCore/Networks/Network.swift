import Layers
import Torch

/// A backbone with a head at every exit.
public struct Network {
  /// Where all parameters and buffers of the network are listed by name.
  public let scope: Scope
  /// The blocks.
  public let backbone: any Backbone
  /// One head for every exit, shallowest first.
  public let heads: [any ExitHead]
  /// The blocks that lie between an exit and the one before.
  public let stages: [Range<Int>]

  /// Puts heads on a backbone that was made under ``backboneScope(_:)`` of the same scope.
  ///
  /// `exits` are the blocks, counted from 0 and rising, that an exit follows; the backbone's last block is one of them.
  /// `head` makes the head at a place, under the scope that it is given.
  public init(
    scope: Scope, backbone: any Backbone, exits: [Int], classes: Int,
    head: (Scope, ExitPlace) throws -> any ExitHead
  ) throws {
    precondition(exits == exits.sorted() && exits.last == backbone.blocks.count - 1, "exits \(exits)")
    let deepest = backbone.blocks[backbone.blocks.count - 1]
    (self.scope, self.backbone) = (scope, backbone)
    stages = zip([0] + exits.map { $0 + 1 }, exits).map { $0..<$1 + 1 }
    heads = try exits.enumerated().map { index, block in
      try head(
        Self.headScope(scope, index),
        ExitPlace(
          exit: Exit(index: index, count: exits.count), features: backbone.blocks[block],
          deepest: deepest[deepest.count - 1], classes: classes))
    }
  }

  /// The exits, shallowest first.
  public var exits: [Exit] { Exit.all(heads.count) }

  /// Where a backbone makes its parameters.
  public static func backboneScope(_ scope: Scope) -> Scope { scope / "blocks" }

  /// Where heads make their parameters, every one under its index.
  package static func headsScope(_ scope: Scope) -> Scope { scope / "heads" }

  private static func headScope(_ scope: Scope, _ index: Int) -> Scope { headsScope(scope) / index }

  /// What every exit says of images `[N, C, H, W]`, shallowest first.
  ///
  /// In training, the graph is cut after every stage for strategies that need ``GradientNeed/cotangents``.
  public func callAsFunction(_ images: Tensor, _ mode: Mode, strategy: any GradientStrategy) throws -> [ExitOutput] {
    var features = [try images.inPreferredLayout()]
    var outputs: [ExitOutput] = []
    for exit in exits {
      let passed = try pass(features, to: exit, after: outputs.map(\.logits), mode, strategy: strategy)
      outputs.append(passed.output)
      features = passed.trunk
    }
    return outputs
  }

  /// Runs the blocks between an exit and the one before, and the exit's head.
  ///
  /// `features` are what the pass to the exit before left to the trunk, or images as the one scale, in the preferred memory
  /// layout; `earlier` is what the exits before said, `[N, classes]` each.
  public func pass(
    _ features: Features, to exit: Exit, after earlier: [Tensor], _ mode: Mode, strategy: any GradientStrategy
  ) throws -> (output: ExitOutput, trunk: Features) {
    var features = features
    for block in stages[exit.index] {
      OperationTrace.enter("blocks.\(block)")
      features = try backbone.block(block, features, mode)
    }
    // A pass that is taken again serves a look at losses or their gradients, which go through the whole graph.
    let isCut = mode.movesStatistics && strategy.need == .cotangents
    let boundary = isCut ? try Boundary(cutting: features) : nil
    let branch = try branch(features, cutAt: boundary, at: exit, strategy: strategy)
    try check(branch, of: features, at: exit, from: strategy)
    OperationTrace.enter("heads.\(exit.index)")
    let head = try heads[exit.index](branch.head, after: earlier, mode)
    let logits = try strategy.logits(head.logits, at: exit, after: earlier, mode)
    guard logits.shape == head.logits.shape else {
      throw StrategyMistake(
        strategy, as: .logits, "made logits \(logits.shape) of \(head.logits.shape) at exit \(exit.number)",
        rule: "logits keep their shape")
    }
    let output = ExitOutput(
      features: boundary?.head ?? features, logits: logits, embedding: head.embedding, boundary: boundary)
    return (output, branch.trunk)
  }

  /// What head and next block see of the features, each on its own side of the boundary where the graph is cut.
  private func branch(
    _ features: Features, cutAt boundary: Boundary?, at exit: Exit, strategy: any GradientStrategy
  ) throws -> Branch {
    guard !exit.isLast else { return Branch(boundary?.head ?? features) }
    guard let boundary else { return try strategy.branch(features, at: exit) }
    return Branch(
      head: try strategy.branch(boundary.head, at: exit).head,
      trunk: try strategy.branch(boundary.trunk, at: exit).trunk)
  }

  private func check(
    _ branch: Branch, of features: Features, at exit: Exit, from strategy: any GradientStrategy
  ) throws {
    for (side, seen) in [("the head", branch.head), ("the next block", branch.trunk)]
    where seen.map(\.shape) != features.map(\.shape) {
      throw StrategyMistake(
        strategy, as: .branch,
        "gives \(side) features \(seen.map(\.shape)) of \(features.map(\.shape)) at exit \(exit.number)",
        rule: "features keep their shapes")
    }
  }

  /// The losses of a batch that was passed in `mode` before, by the weights as they are now.
  ///
  /// Neither the strategy nor the running statistics notice.
  public func lossesAgain(
    _ images: Tensor, labels: Tensor, _ mode: Mode, strategy: any GradientStrategy, in context: StepContext
  ) throws -> [Double] {
    var (strategy, context) = (strategy, context)
    return try withoutGradients {
      let outputs = try self(images, mode.again, strategy: strategy)
      return try strategy.losses(of: outputs, labels: labels, in: &context).map { try $0.item() }
    }
  }

  /// Which parameters which exits reach.
  public var topology: Topology {
    Topology(stages: stages.indices.map(stageGroup), heads: heads.indices.map(headGroup))
  }

  private func stageGroup(_ stage: Int) -> ParameterGroup {
    let parameters = stages[stage].flatMap { (Self.backboneScope(scope) / $0).parameters }
    return ParameterGroup(name: "stage \(stage + 1)", parameters: parameters, exits: stage..<heads.count)
  }

  private func headGroup(_ exit: Int) -> ParameterGroup {
    let parameters = Self.headScope(scope, exit).parameters
    return ParameterGroup(name: "head \(exit + 1)", parameters: parameters, exits: exit..<exit + 1)
  }
}

/// What a network says at one exit.
public struct ExitOutput {
  /// The features after the exit's block, before any strategy touched them.
  public let features: Features
  /// One score for each class, as the strategy left it: `[N, classes]`.
  public let logits: Tensor
  /// The vector that the head's scores are computed from: `[N, D]`.
  public let embedding: Tensor
  /// Where the graph is cut behind the exit's stage, if it is.
  let boundary: Boundary?

  /// The output of one exit for a batch.
  public init(features: Features, logits: Tensor, embedding: Tensor) {
    self.init(features: features, logits: logits, embedding: embedding, boundary: nil)
  }

  init(features: Features, logits: Tensor, embedding: Tensor, boundary: Boundary?) {
    (self.features, self.logits, self.embedding, self.boundary) = (features, logits, embedding, boundary)
  }
}

/// Parameters that the same exits reach: stage `k` is shared by exits `k...`, head `k` belongs to exit `k`.
public struct ParameterGroup {
  /// The name for messages, with exits counted from 1: `stage 2`.
  public let name: String
  /// The parameters in the order they were made.
  public let parameters: [Parameter]
  /// The exits, counted from 0, whose losses depend on the parameters.
  public let exits: Range<Int>

  /// A group of the parameters that these exits reach.
  public init(name: String, parameters: [Parameter], exits: Range<Int>) {
    (self.name, self.parameters, self.exits) = (name, parameters, exits)
  }
}

/// Which parameters which exits reach.
public struct Topology {
  /// One group for every exit: the blocks between it and the exit before.
  public let stages: [ParameterGroup]
  /// One group for every exit: its head.
  public let heads: [ParameterGroup]

  /// The groups of a network; both lists have one for every exit, shallowest first.
  public init(stages: [ParameterGroup], heads: [ParameterGroup]) { (self.stages, self.heads) = (stages, heads) }

  /// The exits, shallowest first.
  public var exits: [Exit] { Exit.all(heads.count) }
}
