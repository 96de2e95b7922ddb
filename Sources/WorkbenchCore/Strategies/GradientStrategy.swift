import Layers
import Torch

/// How the losses of the exits become one update of the weights they share.
///
/// A strategy overrides the hooks it needs; every one has a default, so plain summation is an empty type. In the order of a
/// training step:
/// 1. ``stepBegan(_:in:)`` may try things out on this batch and on ``extraBatches`` more.
/// 2. ``branch(_:at:)`` decides, in the forward pass, what an exit's head and the next block see of the features.
/// 3. ``logits(_:at:after:_:)`` may change the logits of an exit, in training and inference.
/// 4. ``losses(of:labels:in:)`` makes one loss of every exit's output.
/// 5. ``need`` tells the engine what to compute of the gradients, and one of ``weights(of:in:)``,
///    ``weights(of:losses:in:)``, ``combine(_:losses:in:)`` and ``merge(_:at:in:)`` turns that into an update.
/// 6. ``stepEnded(in:)`` and ``epochEnded(_:)`` follow.
///
/// An epoch is one pass over the training samples, or several: ``phases(of:in:)`` says which, and ``phaseBegan(in:)`` and
/// ``phaseEnded(in:)`` stand before the first and after the last step of each.
///
/// What a strategy remembers is in ``state()`` and is checkpointed; randomness comes from the context, so that a resumed run repeats
/// it. The trainer knows no strategy by name.
///
/// The exit with the largest loss gets all the weight:
///
/// ```swift
/// struct WorstExit: GradientStrategy {
///   static let name = "worst-exit"
///   static let summary = "the largest loss alone"
///   static let roles = StrategyRoles.combination
///
///   init(_ settings: Settings) {}
///
///   func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
///     losses.map { $0 == losses.max() ? 1 : 0 }
///   }
/// }
/// ```
public protocol GradientStrategy: Component {
  /// The hooks that the strategy fills; strategies that are listed together must not fill the same one.
  static var roles: StrategyRoles { get }

  /// The hooks that this strategy, or one listed in it, fills.
  var filledRoles: StrategyRoles { get }

  /// What the length of the update is like, beside a plain sum of the exits' gradients.
  static var publishedScale: UpdateScale { get }

  /// Whether the strategy starts from a weighted mean of gradients, and asks the context for its weights.
  static var usesPreference: Bool { get }

  /// Builds the strategy, before the network exists.
  ///
  /// - Throws: ``/Settings/RecipeError`` where keys do not fit together.
  init(_ settings: Settings) throws

  /// Precedes the first step; throws where the strategy cannot work on the network.
  mutating func prepare(for topology: Topology) throws

  /// The passes over the training samples that make up an epoch, counted from 0, of a run of `epochs`; at least one.
  ///
  /// A resumed run calls it again, so the result must depend on the recipe and the network alone.
  func phases(of epoch: Int, in epochs: Int) -> [EpochPhase]

  /// Precedes the first step of the phase ``StepContext/phase``.
  mutating func phaseBegan(in context: inout StepContext) throws

  /// Follows the last step of the phase ``StepContext/phase``.
  mutating func phaseEnded(in context: inout StepContext) throws

  /// How many batches a step draws for ``stepBegan(_:in:)`` besides its own.
  ///
  /// Each comes from an order of its own over the training samples, so it is independent of the step's batch.
  var extraBatches: Int { get }

  /// Precedes a step's own pass; what the trial does to the network does not stay.
  mutating func stepBegan(_ trial: StepTrial, in context: inout StepContext) throws

  /// What the head of an exit that is not the last and what the next block see of the features.
  func branch(_ features: Features, at exit: Exit) throws -> Branch

  /// How many of `channels` are shared with deeper exits at an exit; `nil` when features are not partitioned.
  ///
  /// For pictures and reports; training does not ask.
  func sharedChannels(of channels: Int, at exit: Exit) -> Int?

  /// The share of channels that deeper exits train, where features are partitioned by one; for captions.
  var sharedShare: Double? { get }

  /// The logits of an exit, given its head's logits `[N, classes]` and those of the exits before it, shallowest first.
  func logits(_ logits: Tensor, at exit: Exit, after earlier: [Tensor], _ mode: Mode) throws -> Tensor

  /// One loss (a tensor with one element) for every exit.
  ///
  /// `labels` are class numbers `[N]` or probabilities `[N, classes]`.
  mutating func losses(of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext) throws -> [Tensor]

  /// What ``GradientEngine`` computes of the gradients.
  var need: GradientNeed { get }

  /// For ``GradientNeed/scalar``: the factor of every exit's loss.
  mutating func weights(of losses: [Double], in context: inout StepContext) throws -> [Double]

  /// For ``GradientNeed/gram(_:)`` and ``GradientNeed/gramOfFirstStage``: the factor of every exit's gradient or loss, from
  /// the gradients' inner products.
  mutating func weights(
    of gram: GramMatrix, losses: [Double], in context: inout StepContext
  ) throws -> [Double]

  /// For ``GradientNeed/rows(_:)``: one direction of the exits' gradients `[exits, P]`.
  mutating func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor

  /// For ``GradientNeed/cotangents``: the gradient of an exit's features that goes on into the blocks before it, one tensor for
  /// each scale.
  ///
  /// Asked from the last exit, behind which there is nothing, to the first; what it returns is what deeper exits send to the
  /// next boundary.
  mutating func merge(
    _ gradients: BoundaryGradients, at exit: Exit, in context: inout StepContext
  ) throws -> [Tensor?]

  /// Whether ``stepEnded(in:)`` reads ``StepContext/lossesAfterStep``, at the cost of one more forward pass.
  var looksAtLossesAfterStep: Bool { get }

  /// Follows the optimizer's step.
  mutating func stepEnded(in context: inout StepContext) throws

  /// Follows the last step of an epoch.
  mutating func epochEnded(_ summary: EpochSummary) throws

  /// How many copies of all weights ``state()`` may hold at most, to estimate the disk space that a run needs.
  var copiesOfWeights: Int { get }

  /// Which meaning the entries of ``state()`` have; raised with every change of it.
  ///
  /// What another version wrote is refused before ``restore(_:)`` sees it.
  static var stateVersion: Int { get }

  /// Everything the strategy remembers.
  func state() throws -> StrategyState

  /// Continues from what ``state()`` returned, perhaps in another process.
  mutating func restore(_ state: StrategyState) throws
}

/// The hooks of a strategy that two strategies cannot both fill.
public struct StrategyRoles: OptionSet, Sendable {
  /// One bit for each role.
  public let rawValue: Int

  /// The roles of these bits; plugins name roles and combine them.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// ``GradientStrategy/branch(_:at:)``, or ``GradientStrategy/merge(_:at:in:)``: the owner of the boundaries.
  public static let branch = StrategyRoles(rawValue: 1)
  /// ``GradientStrategy/logits(_:at:after:_:)``.
  public static let logits = StrategyRoles(rawValue: 2)
  /// ``GradientStrategy/losses(of:labels:in:)``.
  public static let losses = StrategyRoles(rawValue: 4)
  /// ``GradientStrategy/need`` and what it asks for.
  public static let combination = StrategyRoles(rawValue: 8)
  /// ``GradientStrategy/phases(of:in:)``.
  public static let phases = StrategyRoles(rawValue: 16)

  /// The roles by name, for messages.
  public var names: [String] {
    let names: [(StrategyRoles, String)] = [
      (.branch, "what passes between blocks and exits"), (.logits, "logits"), (.losses, "losses"),
      (.combination, "gradients"), (.phases, "the passes of an epoch"),
    ]
    return names.filter { contains($0.0) }.map(\.1)
  }
}

/// What an exit's head and what the next block see of the same features.
public struct Branch {
  /// What the exit's head sees.
  public let head: Features
  /// What the next block sees.
  public let trunk: Features

  /// Each sees its own; the shapes are those of the features.
  public init(head: Features, trunk: Features) { (self.head, self.trunk) = (head, trunk) }

  /// Both see everything.
  public init(_ features: Features) { (head, trunk) = (features, features) }
}

/// What a strategy needs of the gradients.
public enum GradientNeed: Sendable, Hashable {
  /// Nothing: one backward pass of the weighted sum of the losses.
  case scalar
  /// The inner products of the exits' gradients.
  case gram(GradientScope)
  /// The inner products of the exits' gradients at the first stage alone, which every exit reaches; then one backward pass of
  /// the weighted sum of the losses, heads included.
  case gramOfFirstStage
  /// The exits' gradients themselves.
  case rows(GradientScope)
  /// At every exit, the gradient of its features from its own head and from everything behind, which the strategy merges into
  /// one: a single backward pass, block by block.
  case cotangents
}

/// The parameters that are looked at together; a scope sees the exits that reach it, and no others.
public enum GradientScope: Sendable, Hashable {
  /// All shared parameters as one vector.
  case backbone
  /// The blocks between two exits as one vector each.
  case stage
}

/// The inner products of the gradients of the exits that reach a scope, in double precision.
///
/// ```swift
/// let gram = GramMatrix([4, -1, -1, 1], exits: 0..<2)
/// let conflict = gram[0, 1] < 0  // true
/// let length = gram.length(of: [1, 1])  // the square root of 3
/// ```
public struct GramMatrix: Sendable, Hashable {
  /// The exits, counted from 0, whose gradients these are.
  public let exits: Range<Int>
  private let products: [Double]

  /// A matrix `[exits.count, exits.count]` in row-major order.
  public init(_ products: [Double], exits: Range<Int>) {
    precondition(products.count == exits.count * exits.count, "a Gram matrix is square")
    (self.products, self.exits) = (products, exits)
  }

  /// The number of gradients.
  public var count: Int { exits.count }

  /// The inner product of the `i`-th and `j`-th gradient, counted within ``exits``.
  public subscript(i: Int, j: Int) -> Double { products[i * count + j] }

  /// The length of a weighted sum of the gradients.
  public func length(of weights: [Double]) -> Double {
    var square = 0.0
    for i in 0..<count { for j in 0..<count { square += weights[i] * weights[j] * self[i, j] } }
    return max(square, 0).squareRoot()
  }

  /// The matrix for gradients that are multiplied by factors.
  func scaled(by factors: [Double]) -> GramMatrix {
    GramMatrix(products.indices.map { products[$0] * factors[$0 / count] * factors[$0 % count] }, exits: exits)
  }

  /// The cosine of the angle between two gradients; 0 when one of them is zero.
  public func cosine(_ i: Int, _ j: Int) -> Double {
    let norms = self[i, i].squareRoot() * self[j, j].squareRoot()
    return norms > 0 ? self[i, j] / norms : 0
  }
}

extension GradientStrategy {
  /// By default, a strategy fills no hook.
  public static var roles: StrategyRoles { [] }

  /// By default, those of the type.
  public var filledRoles: StrategyRoles { Self.roles }

  /// By default, gradients are added.
  public static var publishedScale: UpdateScale { .sum }

  /// By default, exits cannot be preferred.
  public static var usesPreference: Bool { false }

  /// By default, every network will do.
  public mutating func prepare(for topology: Topology) throws {}

  /// By default, an epoch is one pass.
  public func phases(of epoch: Int, in epochs: Int) -> [EpochPhase] { [.ordinary] }

  /// By default, nothing precedes a phase.
  public mutating func phaseBegan(in context: inout StepContext) throws {}

  /// By default, nothing follows a phase.
  public mutating func phaseEnded(in context: inout StepContext) throws {}

  /// By default, a step has its own batch alone.
  public var extraBatches: Int { 0 }

  /// By default, nothing precedes a step.
  public mutating func stepBegan(_ trial: StepTrial, in context: inout StepContext) throws {}

  /// By default, head and next block see everything.
  public func branch(_ features: Features, at exit: Exit) throws -> Branch { Branch(features) }

  /// By default, features are not partitioned.
  public func sharedChannels(of channels: Int, at exit: Exit) -> Int? { nil }

  /// Nothing is shared by a share.
  public var sharedShare: Double? { nil }

  /// By default, the logits of the head.
  public func logits(
    _ logits: Tensor, at exit: Exit, after earlier: [Tensor], _ mode: Mode
  ) throws -> Tensor { logits }

  /// By default, the cross entropy of every exit, averaged over the batch.
  public mutating func losses(
    of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext
  ) throws -> [Tensor] {
    try outputs.map { try $0.logits.crossEntropy(labels) }
  }

  /// By default, one backward pass of the weighted sum of the losses.
  public var need: GradientNeed { .scalar }

  /// By default, every loss has weight 1.
  public mutating func weights(of losses: [Double], in context: inout StepContext) throws -> [Double] {
    [Double](repeating: 1, count: losses.count)
  }

  /// By default, every gradient has weight 1.
  public mutating func weights(
    of gram: GramMatrix, losses: [Double], in context: inout StepContext
  ) throws -> [Double] {
    [Double](repeating: 1, count: gram.count)
  }

  /// By default, the sum of the gradients.
  public mutating func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor {
    try rows.sum(dims: [0])
  }

  /// By default, the sum of both gradients, as plain differentiation has it.
  public mutating func merge(
    _ gradients: BoundaryGradients, at exit: Exit, in context: inout StepContext
  ) throws -> [Tensor?] {
    try gradients.weighted(head: 1, trunk: 1)
  }

  /// By default, the losses after a step are not computed.
  public var looksAtLossesAfterStep: Bool { false }

  /// By default, nothing follows a step.
  public mutating func stepEnded(in context: inout StepContext) throws {}

  /// By default, nothing follows an epoch.
  public mutating func epochEnded(_ summary: EpochSummary) throws {}

  /// By default, a strategy copies no weights.
  public var copiesOfWeights: Int { 0 }

  /// By default, the meaning has never changed.
  public static var stateVersion: Int { 1 }

  /// By default, a strategy remembers nothing.
  public func state() throws -> StrategyState { StrategyState() }

  /// By default, there is nothing to continue from.
  public mutating func restore(_ state: StrategyState) throws {}
}
