import Layers
import Torch

/// Images `[N, C, H, W]` with what they are to be taken for.
public struct LabelledBatch {
  /// The images, normalized: `[N, C, H, W]`.
  public let images: Tensor
  /// Their class numbers `[N]`, or probabilities `[N, classes]`.
  public let labels: Tensor

  /// A batch of as many images as labels.
  public init(images: Tensor, labels: Tensor) { (self.images, self.labels) = (images, labels) }
}

/// What a strategy may try out before a step is taken: passes over batches, a virtual step, weights moved a little.
///
/// Nothing of it stays: weights are restored bit for bit, running statistics and the optimizer's state do not change, and dropout
/// drops the same elements as in the step itself.
///
/// ```swift
/// let products = try trial.crossGram(of: 1, with: 2)            // inner products between two extra batches
/// ```
public struct StepTrial {
  /// The step's own batch, then as many more as ``GradientStrategy/extraBatches`` asks for.
  public let batches: [LabelledBatch]
  private let network: Network
  private let strategy: any GradientStrategy
  private let optimizer: any Optimizer
  private let mode: Mode
  private let context: StepContext

  /// A trial of the step that `context` is about; `mode` is that of the step's own pass.
  public init(
    of batches: [LabelledBatch], network: Network, strategy: any GradientStrategy, optimizer: any Optimizer, mode: Mode,
    in context: StepContext
  ) {
    (self.batches, self.network, self.strategy) = (batches, network, strategy)
    (self.optimizer, self.mode, self.context) = (optimizer, mode.again, context)
  }

  /// The network's parameters, in the order in which ``gradients(of:)`` and ``afterStep(along:_:)`` list gradients.
  public var parameters: [Parameter] { network.scope.parameters }

  // MARK: - Passes

  /// The outputs of all exits for a batch, counted from 0, with the weights as they are now.
  public func outputs(of batch: Int) throws -> [ExitOutput] {
    try network(batches[batch].images, mode, strategy: strategy)
  }

  /// The losses of a batch, one for each exit, as the recipe's strategies shape them.
  public func losses(of batch: Int) throws -> [Tensor] {
    var (strategy, context) = (strategy, context)
    return try strategy.losses(of: outputs(of: batch), labels: batches[batch].labels, in: &context)
  }

  /// The gradient of a loss at every parameter; `nil` where it reaches none.
  public func gradients(of loss: Tensor) throws -> [Tensor?] {
    try Torch.gradients(of: [loss], for: parameters.map(\.value))
  }

  /// The inner products of the exits' gradients on one batch with those on another, over all shared parameters: a row for
  /// every exit of the first batch.
  public func crossGram(of first: Int, with second: Int) throws -> [[Double]] {
    try GradientEngine(network.topology).crossGram(of: losses(of: first), with: losses(of: second))
  }

  // MARK: - Other weights

  /// What `body` makes of the weights after a step of the recipe's optimizer along these gradients, one for each parameter.
  public func afterStep<Result>(along gradients: [Tensor?], _ body: () throws -> Result) throws -> Result {
    var virtual = optimizer
    // From copies: the state of the optimizer itself must not change.
    try virtual.restore(optimizer.state().mapValues { try $0.copied() })
    return try returningWeights {
      for (parameter, gradient) in zip(parameters, gradients) { parameter.value.gradient = gradient }
      try virtual.step(rate: context.learningRate)
      return try body()
    }
  }

  /// What `body` makes of the weights moved by `distance` along a direction, one tensor for each parameter.
  public func moved<Result>(
    by distance: Double, along direction: [Tensor?], _ body: () throws -> Result
  ) throws -> Result {
    try returningWeights {
      try withoutGradients {
        for (parameter, part) in zip(parameters, direction) {
          if let part { try parameter.value.add(part, times: distance) }
        }
      }
      return try body()
    }
  }

  private func returningWeights<Result>(_ body: () throws -> Result) throws -> Result {
    let before = try WeightSnapshot(of: parameters)
    let result = Swift.Result { try body() }
    try before.restore()
    for parameter in parameters { parameter.value.gradient = nil }
    return try result.get()
  }
}
