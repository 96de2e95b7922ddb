import WorkbenchCore

/// WPN: a small network maps the losses of a sample at all exits to the sample's weight at each.
///
/// With v the network's numbers in -1...1, sample i counts at exit k by `w = 1 + epsilon (v - mean of v)`, with the mean over the
/// batch (`row`), over the exits (`col`) or over both (`mat`), and an exit's loss is the mean of `w CE` over the batch.
///
/// Every `interval` steps the network learns, before it weighs: the recipe's optimizer takes a virtual step on the batch with
/// the weights as they would be; with what comes of it, a second, independent batch leaves the exits as a budget allows, and the
/// losses of its samples where they leave are the meta loss. Its slope for each weight needs no second derivatives: with u the
/// slope for the moved parameters, it is `-(rate / N)` times the derivative of the sample's loss along u, which two passes with
/// parameters moved to both sides give. Adam (1e-4, weight decay 1e-4) follows it.
///
/// The slope is that of plain or momentum descent, where a step is linear in the gradient; with other optimizers it is an
/// approximation. In the released code the two batches are halves of one, and each is trained on with the other as its second
/// batch; here the second comes from an order of its own.
///
/// Defaults are those for CIFAR; for ImageNet `epsilon` is 0.3, `mean-over` is `mat` and `interval` 100.
///
/// Source: Han et al., "Learning to Weight Samples for Dynamic Early-exiting Networks", ECCV 2022, and its released code.
struct WeightPrediction: GradientStrategy {
  static let name = "wpn"
  static let summary = "a learned network weighs samples at every exit (L2W-DEN, ECCV 2022)"
  static let roles = StrategyRoles.losses

  enum Mean: String, SettingChoice { case row, col, mat }

  static let epsilon = Setting("epsilon", default: 0.8, in: 0...1, "how far weights may be from 1, at most twice this")
  static let meanOver = Setting(
    "mean-over", default: Mean.col, "what weights are centred over: row, the batch; col, the exits; mat, both")
  static let budget = Setting("budget", default: 15, in: 1...60, "which exits the meta loss favours; 20 favours none")
  static let interval = Setting("interval", default: 1, in: 1..., "steps between two lessons of the network")
  static let hidden = Setting("hidden", default: 100, in: 1...10_000, "width of the network's hidden layer")
  static let learningRate = Setting("learning-rate", default: 1e-4, in: 0...1e6, "Adam's learning rate of the network")
  static let settings: [any AnySetting] = [epsilon, meanOver, budget, interval, hidden, learningRate]

  private let settings: Settings
  private var exits = 0
  private var device = Device.cpu
  /// Made at the first step.
  private var network: WeightNetwork?

  init(_ settings: Settings) { self.settings = settings }

  mutating func prepare(for topology: Topology) {
    exits = topology.exits.count
    device = topology.heads.flatMap(\.parameters).first?.value.device ?? .cpu
  }

  var extraBatches: Int { 1 }

  // MARK: - Weighing

  /// The network, which begins at random.
  private mutating func network(for losses: Tensor, in context: StepContext) throws -> WeightNetwork {
    if let network { return network }
    let made = try WeightNetwork(
      exits: exits, hidden: settings[Self.hidden], like: losses, random: context.random("weight network"))
    network = made
    return made
  }

  /// The weights `[N, exits]` of samples, from the network's numbers.
  func weights(from numbers: Tensor) throws -> Tensor {
    let mean =
      switch settings[Self.meanOver] {
      case .row: try numbers.mean(dims: [0], keepingDims: true)
      case .col: try numbers.mean(dims: [1], keepingDims: true)
      case .mat: try numbers.mean()
      }
    return try (numbers - mean) * settings[Self.epsilon] + 1
  }

  mutating func losses(of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext) throws -> [Tensor] {
    let losses = try sampleLosses(of: outputs, labels: labels)
    let network = try self.network(for: losses, in: context)
    let weights = try withoutGradients { try self.weights(from: network(losses.detached())) }
    return try exitLosses(losses, weights: weights)
  }

  /// The cross entropy of every sample at every exit: `[N, exits]`.
  private func sampleLosses(of outputs: [ExitOutput], labels: Tensor) throws -> Tensor {
    try Tensor.stacked(outputs.map { try $0.logits.crossEntropy(labels, perSample: true) }, dim: 1)
  }

  func exitLosses(_ losses: Tensor, weights: Tensor) throws -> [Tensor] {
    let means = try (losses * weights).mean(dims: [0])
    return try (0..<losses.shape[1]).map { try means.narrowed(dim: 0, $0..<$0 + 1).reshaped([]) }
  }

  // MARK: - Learning

  mutating func stepBegan(_ trial: StepTrial, in context: inout StepContext) throws {
    guard context.step % settings[Self.interval] == 0 else { return }
    let losses = try sampleLosses(of: trial.outputs(of: 0), labels: trial.batches[0].labels)
    let network = try self.network(for: losses, in: context)
    let lesson = try self.lesson(
      for: network, losses: losses, trial, rate: context.learningRate, leaving: samplesLeaving)
    context.report("meta-loss", lesson.loss)
    // Losses that are not finite end the run at the step itself; the network shall not be among what is lost.
    guard lesson.loss.isFinite, let slopes = lesson.slopes else { return }
    try network.step(along: slopes, rate: settings[Self.learningRate])
  }

  /// The meta loss and its slope for every parameter of the network; none where no parameter matters to it.
  ///
  /// `losses` are those of the step's own batch, with their graph; `leaving` lists the samples
  /// of the second batch that leave at each exit.
  func lesson(
    for network: WeightNetwork, losses: Tensor, _ trial: StepTrial, rate: Double,
    leaving: ([ExitOutput]) throws -> [[Int]]
  ) throws -> (loss: Double, slopes: [Tensor]?) {
    let weights = try self.weights(from: network(losses.detached()))
    let virtualLoss = try (losses * weights.detached()).mean(dims: [0]).sum()
    let meta = try trial.afterStep(along: trial.gradients(of: virtualLoss)) {
      let outputs = try trial.outputs(of: 1)
      let loss = try metaLoss(of: outputs, labels: trial.batches[1].labels, leaving: leaving(outputs))
      return (loss: try loss.detached().item(), slope: try trial.gradients(of: loss))
    }
    let length = try innerProducts(of: [meta.slope])[0].squareRoot()
    guard meta.loss.isFinite, length.isFinite, length > 0 else { return (meta.loss, nil) }

    // Balances rounding against curvature.
    let distance = (losses.type == .float64 ? 1e-4 : 1e-2) / length
    func moved(_ distance: Double) throws -> Tensor {
      try trial.moved(by: distance, along: meta.slope) {
        try withoutGradients { try sampleLosses(of: trial.outputs(of: 0), labels: trial.batches[0].labels) }
      }
    }
    let slope = try (moved(distance) - moved(-distance)) * (-rate / Double(losses.shape[0]) / (2 * distance))
    let slopes = try gradients(of: [(weights * slope).sum()], for: network.parameters)
    return (meta.loss, slopes.compactMap { $0 })
  }

  /// The samples that leave at each exit on the budget.
  private func samplesLeaving(_ outputs: [ExitOutput]) throws -> [[Int]] {
    let confidences: [[Double]] = try outputs.map {
      try $0.logits.detached().softmax(dim: 1).maximum(dim: 1).values.converted(to: .float64).elements()
    }
    return ExitAllocation(budget: settings[Self.budget], exits: outputs.count).samples(confidences)
  }

  /// The sum over the exits of the mean loss of the samples that leave there.
  private func metaLoss(of outputs: [ExitOutput], labels: Tensor, leaving: [[Int]]) throws -> Tensor {
    let losses = try zip(outputs, leaving).compactMap { output, samples -> Tensor? in
      guard !samples.isEmpty else { return nil }
      let indices = try Tensor(integers: samples, on: labels.device)
      return try output.logits.selecting(indices).crossEntropy(labels.selecting(indices))
    }
    return try losses.dropFirst().reduce(losses[0]) { try $0 + $1 }
  }

  // MARK: - Memory

  func state() -> StrategyState { StrategyState(tensors: network?.tensors ?? [:]) }

  mutating func restore(_ state: StrategyState) throws {
    network = state.tensors.isEmpty ? nil : try WeightNetwork(restoring: state.tensors, exits: exits, on: device)
  }
}
