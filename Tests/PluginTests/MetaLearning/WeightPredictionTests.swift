import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import MetaLearning
@testable import Optimizers

/// WPN's parts, against the released code's formulas and a double backward pass.
@Suite struct WeightPredictionTests {
  private struct Weights: Decodable {
    let raw: [[Double]]
    let losses: [[Double]]
    let weights: [[Double]]
    let exit_losses: [Double]
    let params: Parameters
    let abs_tol: Double

    struct Parameters: Decodable { let epsilon: Double }
  }

  @Test(arguments: ["row", "col", "mat"]) func `weights and losses are the golden ones`(mean: String) throws {
    let golden: Weights = try GoldenFile.read("wpn_weights_\(mean)", in: "Golden/strategies/meta")
    let keys = ["mean-over": mean, "epsilon": "\(golden.params.epsilon)"]
    let wpn = WeightPrediction(try Settings(for: WeightPrediction.settings, keys))
    let shape = [golden.raw.count, golden.raw[0].count]
    let weights = try wpn.weights(from: Tensor(golden.raw.flatMap { $0 }, shape))
    expectClose(try weights.elements(), golden.weights.flatMap { $0 }, within: golden.abs_tol)
    let losses = try wpn.exitLosses(Tensor(golden.losses.flatMap { $0 }, shape), weights: weights)
    expectClose(try losses.map { try $0.item() }, golden.exit_losses, within: golden.abs_tol)
  }

  private struct Allocation: Decodable {
    let confidences: [[Double]]
    let cases: [Case]

    struct Case: Decodable {
      let p_index: Int
      let probs: [Double]
      let selected: [[Int]]
    }
  }

  @Test func `samples leave where the released code has them leave`() throws {
    let golden: Allocation = try GoldenFile.read("wpn_allocation", in: "Golden/strategies/meta")
    #expect(golden.cases.count == 4)
    for expected in golden.cases {
      let allocation = ExitAllocation(budget: expected.p_index, exits: golden.confidences.count)
      expectClose(allocation.shares, expected.probs, within: 1e-12)
      #expect(allocation.samples(golden.confidences) == expected.selected, "budget \(expected.p_index)")
    }
  }

  private struct Lesson: Decodable {
    let dims: [Int]
    let classes: Int
    let x_train: [[Double]]
    let y_train: [Int]
    let x_meta: [[Double]]
    let y_meta: [Int]
    let network: [Nested]
    let meta_net: [Nested]
    let meta_loss: Double
    let hypergradient: [Nested]
    let selected: [[Int]]
    let abs_tol: Double
  }

  @Test func `the network's slope is that of a double backward pass`() throws {
    let golden: Lesson = try GoldenFile.read("wpn_hypergradient", in: "Golden/strategies/meta")
    let tiny = try TinyNetwork(
      chain: golden.dims, classes: golden.classes, parameters: golden.network.map(\.values), x: golden.x_train,
      y: golden.y_train)
    func weights() throws -> [[Double]] { try tiny.network.scope.parameters.map { try $0.value.detached().elements() } }
    let second = LabelledBatch(
      images: try Tensor(golden.x_meta.flatMap { $0 }, [golden.x_meta.count, golden.dims[0]]),
      labels: try Tensor(integers: golden.y_meta))
    let wpn = WeightPrediction(try Settings(for: WeightPrediction.settings))
    let optimizer = try StochasticGradientDescent(
      Settings(for: StochasticGradientDescent.settings, ["momentum": "0"]), parameters: tiny.network.scope.parameters)
    let context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let trial = StepTrial(
      of: [LabelledBatch(images: tiny.images, labels: tiny.labels), second], network: tiny.network, strategy: wpn,
      optimizer: optimizer, mode: .training(seed: 0, step: 0), in: context)
    let before = try weights()

    let losses = try Tensor.stacked(
      trial.outputs(of: 0).map { try $0.logits.crossEntropy(tiny.labels, perSample: true) }, dim: 1)
    let network = try WeightNetwork(golden.meta_net.map { try $0.tensor() })
    let lesson = try wpn.lesson(for: network, losses: losses, trial, rate: 0.1) { _ in golden.selected }
    #expect(abs(lesson.loss - golden.meta_loss) < 1e-9)
    for (slope, expected) in zip(try #require(lesson.slopes), golden.hypergradient) {
      expectClose(try slope.elements(), expected.values, within: golden.abs_tol)
    }
    #expect(try weights() == before, "nothing of a trial stays")
  }

  @Test func `momenta do not notice a virtual step`() throws {
    let tiny = try TinyNetwork()
    var optimizer: any Optimizer = try StochasticGradientDescent(
      Settings(for: StochasticGradientDescent.settings), parameters: tiny.network.scope.parameters)
    var strategy = try Registry(linkedPlugins).strategy("wpn")
    try strategy.prepare(for: tiny.network.topology)
    _ = try tiny.differentiate(with: &strategy, step: 0)
    try optimizer.step(rate: 0.1)
    let momenta = try optimizer.state().mapValues { try $0.elements(as: Double.self) }
    #expect(!momenta.isEmpty)
    let running = try tiny.network.scope.buffers.map { try $0.value.elements(as: Double.self) }
    var context = StepContext(step: 1, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let batch = LabelledBatch(images: tiny.images, labels: tiny.labels)
    let trial = StepTrial(
      of: [batch, batch], network: tiny.network, strategy: strategy, optimizer: optimizer,
      mode: .training(seed: 0, step: 1), in: context)
    try strategy.stepBegan(trial, in: &context)
    #expect(context.reports.map(\.name) == ["meta-loss"])
    #expect(try optimizer.state().mapValues { try $0.elements(as: Double.self) } == momenta)
    #expect(try tiny.network.scope.buffers.map { try $0.value.elements(as: Double.self) } == running)
  }
}
