import Training
import WorkbenchCore

/// How the gradient of each exit's loss at an exit's features falls on the two parts of its channels.
///
/// What Deep Feature Surgery claims to separate: with it, no deeper exit's loss reaches f⁻. The network runs as in training,
/// except that running statistics normalize.
struct PartitionGradients {
  /// For the loss of an exit (row) and the features at an exit (column): the share of the squared norm that falls on f⁺.
  ///
  /// `nil` where the loss does not depend on the features, or no gradient arrives.
  let sharedShare: [[Double?]]
  /// Whether the strategy partitions the features; else the channels are cut in half.
  let isPartitioned: Bool

  /// Differentiates the losses of a batch of test images.
  init(of images: [TestImage], in experiment: Experiment) throws {
    let network = experiment.network
    let pixels = try Tensor.concatenated(images.map(\.pixels), dim: 0)
    let labels = try Tensor(integers: images.map(\.label), on: experiment.device)
    var context = StepContext(
      step: 0, epoch: 0, epochs: 1, learningRate: 0, seed: experiment.recipe.seed)
    let outputs = try network(pixels, .evaluation, strategy: experiment.strategy)
    let losses = try experiment.strategy.losses(of: outputs, labels: labels, in: &context)
    let boundaries = network.exits.dropLast()
    let features = try boundaries.map { try outputs[$0.index].features.coarsest }
    let shared = try boundaries.map { exit -> Int in
      let channels = try outputs[exit.index].features.coarsest.shape[1]
      return experiment.strategy.sharedChannels(of: channels, at: exit) ?? channels / 2
    }
    isPartitioned = try boundaries.contains { exit in
      let channels = try outputs[exit.index].features.coarsest.shape[1]
      return experiment.strategy.sharedChannels(of: channels, at: exit) != nil
    }
    sharedShare = try losses.enumerated().map { exit, loss in
      let reached = features.prefix(exit + 1)
      let found = try gradients(of: [loss], for: Array(reached), keepingGraph: true)
      return try boundaries.indices.map { boundary in
        guard boundary < found.count, let gradient = found[boundary] else { return nil }
        return try Self.share(of: gradient, upTo: shared[boundary])
      }
    }
  }

  private static func share(of gradient: Tensor, upTo channel: Int) throws -> Double? {
    let whole = try innerProducts(of: [[gradient]])[0]
    guard whole > 0 else { return nil }
    return try innerProducts(of: [[gradient.narrowed(dim: 1, 0..<channel).copied()]])[0] / whole
  }
}
