import WorkbenchCore

/// A network small enough for laws: three exits on images of 3x8x8, in double precision.
///
/// ```swift
/// let tiny = try TinyNetwork(seed: 1)
/// let outputs = try tiny.network(tiny.images, .evaluation, strategy: strategy)  // three exits
/// ```
public struct TinyNetwork {
  /// The number of classes.
  public static let classes = 4

  /// The network; the same seed gives the same weights.
  public let network: Network
  /// Six images that never change.
  public let images: Tensor
  /// Their classes.
  public let labels: Tensor

  /// Builds the network.
  ///
  /// - Parameters:
  ///   - seed: of the initial weights.
  ///   - exits: the blocks, counted from 0, that an exit follows; the last is 2.
  /// - Throws: what layers throw, which they do not.
  public init(seed: UInt64 = 0, exits: [Int] = [0, 1, 2]) throws {
    let scope = Scope(seed: seed, type: .float64)
    let trunk = try TinyBackbone(Network.backboneScope(scope))
    network = try Network(scope: scope, backbone: trunk, exits: exits, classes: Self.classes) {
      try TinyHead($0, at: $1)
    }
    var random = RandomStream(seed: 1, purpose: "tiny images")
    images = try Tensor((0..<6 * 3 * 64).map { _ in random.normal() }, [6, 3, 8, 8])
    labels = try Tensor(integers: [0, 1, 2, 3, 0, 1])
  }

  /// A network of the caller's, with a batch that never changes.
  public init(_ network: Network, images: Tensor, labels: Tensor) {
    (self.network, self.images, self.labels) = (network, images, labels)
  }

  /// What one training step leaves at the parameters, after a forward pass with the strategy's edits.
  ///
  /// - Parameters:
  ///   - strategy: whose hooks are called, in the trainer's order.
  ///   - step: the step's number.
  /// - Returns: the losses of the exits.
  /// - Throws: what the strategy or the engine throws.
  public func differentiate(with strategy: inout any GradientStrategy, step: Int) throws -> [Double] {
    var context = Moment(step: step, strategy).context
    return try differentiate(with: &strategy, inMicroBatchesOf: labels.shape[0], in: &context)
  }

  /// What one training step leaves at the parameters when the batch is passed in micro-batches of `size` images.
  ///
  /// - Parameters:
  ///   - strategy: whose hooks are called, in the trainer's order.
  ///   - size: how many images are passed at once.
  /// - Returns: the losses of the exits.
  /// - Throws: what the strategy or the engine throws.
  public func differentiate(with strategy: inout any GradientStrategy, inMicroBatchesOf size: Int) throws -> [Double] {
    var context = Moment(step: 0, strategy).context
    return try differentiate(with: &strategy, inMicroBatchesOf: size, in: &context)
  }

  /// One step of training in the trainer's order, with plain descent as its optimizer; the gradients stay where they are.
  ///
  /// A phase has ``stepsPerPhase`` steps. Extra batches hold the same images, a little brighter.
  ///
  /// - Parameters:
  ///   - strategy: whose hooks are called.
  ///   - step: the step's number.
  ///   - rate: the step length.
  /// - Returns: the losses of the exits before the step.
  /// - Throws: what the strategy or the engine throws.
  public func train(with strategy: inout any GradientStrategy, step: Int, rate: Double = 0.1) throws -> [Double] {
    let moment = Moment(step: step, strategy)
    var context = moment.context
    if moment.beginsPhase { try strategy.phaseBegan(in: &context) }
    let batches = try (0...strategy.extraBatches).map {
      LabelledBatch(images: try images * (1 + 0.1 * Double($0)), labels: labels)
    }
    let descent = PlainDescent(network.scope.parameters)
    let trial = StepTrial(
      of: batches, network: network, strategy: strategy, optimizer: descent, mode: moment.mode, in: context)
    try strategy.stepBegan(trial, in: &context)
    let values = try differentiate(with: &strategy, inMicroBatchesOf: labels.shape[0], in: &context)
    switch moment.phase.trained {
    case .network: try descent.step(rate: rate)
    case .heads: try PlainDescent(network.topology.heads.flatMap(\.parameters)).step(rate: rate)
    case .nothing: break
    }
    if strategy.looksAtLossesAfterStep {
      context.lossesAfterStep = try network.lossesAgain(
        images, labels: labels, moment.mode, strategy: strategy, in: context)
    }
    try strategy.stepEnded(in: &context)
    if moment.endsPhase { try strategy.phaseEnded(in: &context) }
    return values
  }

  private func differentiate(
    with strategy: inout any GradientStrategy, inMicroBatchesOf size: Int, in context: inout StepContext
  ) throws -> [Double] {
    let batch = LabelledBatch(images: images, labels: labels)
    let microBatches = try MicroBatches(of: batch, size: size, for: network, .training(seed: 0, step: context.step))
    return try GradientEngine(network.topology).accumulate(microBatches, strategy: &strategy, in: &context).losses
  }

  // MARK: - Moments

  /// The steps that make up a phase of an epoch.
  public static let stepsPerPhase = 3

  /// The epochs of a run.
  public static let epochs = 2

  /// Where in a run a step stands.
  struct Moment {
    let phase: EpochPhase
    let beginsPhase: Bool
    let endsPhase: Bool
    let endsEpoch: Bool
    let context: StepContext
    let mode: Mode

    init(step: Int, _ strategy: any GradientStrategy) {
      let steps = TinyNetwork.stepsPerPhase
      let stepsPerEpoch = strategy.phases(of: 0, in: TinyNetwork.epochs).count * steps
      let epoch = step / stepsPerEpoch
      let index = step % stepsPerEpoch / steps
      phase = strategy.phases(of: epoch, in: TinyNetwork.epochs)[index]
      (beginsPhase, endsPhase) = (step % steps == 0, step % steps == steps - 1)
      endsEpoch = step % stepsPerEpoch == stepsPerEpoch - 1
      context = StepContext(
        step: step, epoch: epoch, epochs: TinyNetwork.epochs, phase: index, learningRate: 0.1, seed: 0)
      mode = .training(seed: 0, step: step)
    }
  }

  /// Takes over the weights and running statistics of another one.
  ///
  /// - Parameter other: which stays as it is.
  /// - Throws: what the tensor layer throws, which it does not.
  public func assign(_ other: TinyNetwork) throws {
    let (own, others) = (network.scope, other.network.scope)
    try withoutGradients {
      for (copy, original) in zip(own.parameters + own.buffers, others.parameters + others.buffers) {
        try copy.value.assign(original.value)
      }
    }
  }

  /// The elements of every parameter's gradient; `nil` where there is none.
  ///
  /// - Returns: one list for each parameter, in the network's order.
  /// - Throws: what the tensor layer throws, which it does not.
  public func gradients() throws -> [[Double]?] {
    try network.scope.parameters.map { try $0.value.gradient?.elements() }
  }
}

/// Moves every parameter against its gradient.
private struct PlainDescent: Optimizer {
  static let name = "plain"
  static let summary = "plain descent"

  let learningRate = 0.1
  private let parameters: [Parameter]

  init(_ parameters: [Parameter]) { self.parameters = parameters }
  init(_ settings: Settings, parameters: [Parameter]) { self.init(parameters) }

  func step(rate: Double) throws {
    try withoutGradients {
      for parameter in parameters {
        if let gradient = parameter.value.gradient { try parameter.value.add(gradient, times: -rate) }
      }
    }
  }

  func state() -> [String: Tensor] { [:] }
  func restore(_ state: [String: Tensor]) {}
}

/// Three blocks of one convolution each, two scales at the end of each.
private struct TinyBackbone: Backbone {
  static let name = "tiny"
  static let summary = "three convolutions"

  let blocks: [[ImageShape]]
  private let fine: [ConvolutionUnit]
  private let coarse: [ConvolutionUnit]

  init(_ settings: Settings, scope: Scope, input: ImageShape) throws { try self.init(scope) }

  init(_ scope: Scope) throws {
    fine = try (0..<3).map {
      try ConvolutionUnit(scope / $0 / "fine", in: $0 == 0 ? 3 : 4, out: 4, kernel: 3)
    }
    coarse = try (0..<3).map {
      try ConvolutionUnit(scope / $0 / "coarse", in: $0 == 0 ? 4 : 6, out: 6, kernel: 3, stride: $0 == 0 ? 2 : 1)
    }
    blocks = [[ImageShape]](
      repeating: [ImageShape(channels: 4, height: 8, width: 8), ImageShape(channels: 6, height: 4, width: 4)], count: 3)
  }

  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
    let finer = try fine[index](features[0], mode)
    return [finer, try coarse[index](index == 0 ? finer : features[1], mode)]
  }
}

/// Pooling and a linear map.
private struct TinyHead: ExitHead {
  static let name = "tiny"
  static let summary = "pooling and a linear map"

  private let linear: Linear

  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws { try self.init(scope, at: place) }

  init(_ scope: Scope, at place: ExitPlace) throws {
    linear = try Linear(scope / "linear", in: place.coarsest.channels, out: place.classes)
  }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
    let pooled = try features.coarsest.globallyAveragePooled()
    return HeadOutput(logits: try linear(pooled), embedding: pooled)
  }
}
