import Layers
import Torch

/// A backbone with a head at every exit.
public struct Network {
  public let scope: Scope
  public let backbone: any Backbone
  public let heads: [any ExitHead]
  /// The blocks that lie between an exit and the one before.
  public let stages: [Range<Int>]

  /// - Parameters:
  ///   - exits: the blocks, counted from 0, that an exit follows; the backbone's last block is one of them.
  ///   - head: makes the head at a place, under the scope it is given.
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

  public var exits: [Exit] { Exit.all(heads.count) }

  /// Where a backbone makes its parameters.
  public static func backboneScope(_ scope: Scope) -> Scope { scope / "blocks" }

  private static func headScope(_ scope: Scope, _ index: Int) -> Scope { scope / "heads" / index }

  /// What every exit says of images `[N, C, H, W]`, shallowest first.
  public func callAsFunction(_ images: Tensor, _ mode: Mode, strategy: any GradientStrategy) throws -> [ExitOutput] {
    var features = [try images.inPreferredLayout()]
    var outputs: [ExitOutput] = []
    for exit in exits {
      for block in stages[exit.index] {
        OperationTrace.enter("blocks.\(block)")
        features = try backbone.block(block, features, mode)
      }
      let branch = exit.isLast ? Branch(features) : try strategy.branch(features, at: exit)
      OperationTrace.enter("heads.\(exit.index)")
      let head = try heads[exit.index](branch.head, mode)
      let logits = try strategy.logits(head.logits, at: exit, after: outputs, mode)
      outputs.append(ExitOutput(features: features, logits: logits, embedding: head.embedding))
      features = branch.trunk
    }
    return outputs
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
  /// `[N, classes]`.
  public let logits: Tensor
  /// `[N, D]`.
  public let embedding: Tensor

  public init(features: Features, logits: Tensor, embedding: Tensor) {
    (self.features, self.logits, self.embedding) = (features, logits, embedding)
  }
}

/// Parameters that the same exits reach: stage `k` is shared by exits `k...`, head `k` belongs to exit `k`.
public struct ParameterGroup {
  public let name: String
  public let parameters: [Parameter]
  public let exits: Range<Int>

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

  public init(stages: [ParameterGroup], heads: [ParameterGroup]) { (self.stages, self.heads) = (stages, heads) }

  public var exits: [Exit] { Exit.all(heads.count) }
}
