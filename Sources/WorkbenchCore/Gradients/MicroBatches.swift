import Layers
import Torch

/// The batch of one step, cut into micro-batches, so that the step needs the memory of one of them.
///
/// A batch that is passed at once is one micro-batch. Where losses are means over samples and no layer looks across a batch, the update
/// of several is that of the whole batch, up to rounding. Batch normalization does look across: it normalizes every micro-batch by its
/// own statistics, and moves its running statistics once for each.
///
/// ```swift
/// let batch = LabelledBatch(images: images, labels: labels)
/// let microBatches = try MicroBatches(of: batch, size: 16, for: network, .training(seed: 1, step: 0))
/// let result = try GradientEngine(network.topology)
///   .accumulate(microBatches, strategy: &strategy, in: &context)
/// ```
public struct MicroBatches {
  /// What came of a step's forward passes.
  public struct Result {
    /// The loss of every exit over the whole batch; where one is not finite, over the micro-batches up to that one.
    public let losses: [Double]
    /// The logits of every exit for the samples that were passed, detached: `[N, classes]`.
    public let logits: [Tensor]
  }

  private enum Source {
    case batches([LabelledBatch], Network, Mode)
    case passed([ExitOutput], [Tensor])
  }

  private let source: Source
  /// The share of the batch's samples in every micro-batch; they add up to 1.
  private let shares: [Double]

  /// Cuts a batch into micro-batches.
  ///
  /// - Parameters:
  ///   - batch: the samples of the step.
  ///   - size: how many samples a micro-batch has, at least 1; the last may have fewer.
  ///   - network: which passes them.
  ///   - mode: that of the step; what layers draw differs from micro-batch to micro-batch.
  /// - Throws: what the tensor layer throws, which it does not.
  public init(of batch: LabelledBatch, size: Int, for network: Network, _ mode: Mode) throws {
    let count = batch.images.shape[0]
    let ranges = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    let batches = try ranges.map { range in
      LabelledBatch(
        images: try batch.images.narrowed(dim: 0, range), labels: try batch.labels.narrowed(dim: 0, range))
    }
    source = .batches(batches, network, mode)
    shares = ranges.map { Double($0.count) / Double(count) }
  }

  /// A batch at once, which has been passed forward already; `losses` has one for every exit, made of `outputs`.
  init(passed outputs: [ExitOutput], losses: [Tensor]) {
    source = .passed(outputs, losses)
    shares = [1]
  }

  /// How many micro-batches there are.
  var count: Int { shares.count }

  /// Passes a micro-batch forward: the outputs with their graph, one loss for every exit, and the share of the batch's samples.
  ///
  /// `isAgain` leaves running statistics as they are, since the same samples are passed once more.
  func pass(
    _ index: Int, isAgain: Bool, strategy: inout any GradientStrategy, in context: inout StepContext
  ) throws -> (outputs: [ExitOutput], losses: [Tensor], share: Double) {
    switch source {
    case .passed(let outputs, let losses): return (outputs, losses, 1)
    case .batches(let batches, let network, let mode):
      let mode = mode.ofMicroBatch(index)
      let outputs = try network(batches[index].images, isAgain ? mode.again : mode, strategy: strategy)
      let losses = try strategy.losses(of: outputs, labels: batches[index].labels, in: &context)
      return (outputs, losses, shares[index])
    }
  }

  /// The losses over the whole batch by the weights as they are now.
  ///
  /// Neither the strategy nor the running statistics notice, and the same elements are dropped as in the step.
  public func lossesAgain(strategy: any GradientStrategy, in context: StepContext) throws -> [Double] {
    guard case .batches(let batches, let network, let mode) = source else {
      preconditionFailure("a batch that was passed elsewhere cannot be passed again")
    }
    var sums = [Double](repeating: 0, count: network.exits.count)
    for (index, batch) in batches.enumerated() {
      let losses = try network.lossesAgain(
        batch.images, labels: batch.labels, mode.ofMicroBatch(index), strategy: strategy, in: context)
      sums = zip(sums, losses).map { $0 + shares[index] * $1 }
    }
    return sums
  }
}

/// A micro-batch after its forward pass.
struct ForwardPass {
  let outputs: [ExitOutput]
  /// One for every exit, times the micro-batch's share of the batch.
  let losses: [Tensor]
  /// Whether it is the last one of its step, so that sums over micro-batches are complete after its backward passes.
  let isLast: Bool
}

/// Passes micro-batches forward, one after the other, and adds up what they give.
struct ForwardPasses {
  private let batch: MicroBatches
  private let topology: Topology
  private let isAgain: Bool
  private var passed = 0
  /// Every exit's loss over the micro-batches so far.
  private(set) var losses: [Double]
  /// Every exit's logits, a tensor for each micro-batch so far.
  private var logits: [[Tensor]]

  /// - Parameters:
  ///   - batch: what is passed.
  ///   - topology: of the network that passes it.
  ///   - isAgain: whether running statistics stay, since the step passes the same samples once more.
  init(of batch: MicroBatches, _ topology: Topology, isAgain: Bool = false) {
    (self.batch, self.topology, self.isAgain) = (batch, topology, isAgain)
    losses = [Double](repeating: 0, count: topology.exits.count)
    logits = topology.exits.map { _ in [] }
  }

  /// Whether nothing has been passed yet.
  var isAtStart: Bool { passed == 0 }

  /// Whether all losses so far are finite.
  var isFinite: Bool { losses.allSatisfy(\.isFinite) }

  /// Passes the next micro-batch.
  ///
  /// - Returns: nil after the last one, and from the first loss on that is not finite: such a step is not taken, the trainer stops
  ///   the run and names the exit.
  mutating func next(strategy: inout any GradientStrategy, in context: inout StepContext) throws -> ForwardPass? {
    guard passed < batch.count, isFinite else { return nil }
    let (outputs, losses, share) = try batch.pass(passed, isAgain: isAgain, strategy: &strategy, in: &context)
    passed += 1
    try topology.check(losses, from: strategy)
    let parts = try share == 1 ? losses : losses.map { try $0 * share }
    self.losses = try zip(self.losses, parts).map { try $0 + $1.detached().item() }
    for (exit, output) in outputs.enumerated() { logits[exit].append(try output.logits.detached()) }
    guard isFinite else { return nil }
    try topology.checkGraph(of: parts, from: strategy)
    return ForwardPass(outputs: outputs, losses: parts, isLast: passed == batch.count)
  }

  /// What came of the passes so far.
  func result(losses: [Double]) throws -> MicroBatches.Result {
    let whole = try logits.filter { !$0.isEmpty }.map { try $0.count == 1 ? $0[0] : Tensor.concatenated($0, dim: 0) }
    return MicroBatches.Result(losses: losses, logits: whole)
  }
}
