import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// Networks and methods against the reference implementation, number by number.
///
/// One network at a time: a network of double precision with the gradients of all exits takes much memory.
@Suite(.serialized) struct GoldenModelTests {
  @Test func `the numbers that fill parameters are those of every other language`() {
    #expect((0..<5).map { goldenNumber($0, salt: 0) }.first == -0.45066869258880615)
    #expect(goldenNumber(0, salt: 7) == 0.14438951015472412)
    #expect(goldenNumber(0, salt: 1_000_000) == 0.4911231994628906)
  }

  @Test(arguments: GoldenCase.all, [ElementType.float64, .float32])
  func `a network computes what the reference computes`(model: GoldenCase, type: ElementType) throws {
    // The other suites run meanwhile: threads of an operation that wait for each other on busy cores take many times longer.
    let threads = LibTorch.threads
    LibTorch.threads = 1
    defer { LibTorch.threads = threads }

    let golden: GoldenModel = try GoldenFile.read(model.file)
    var comparison = try GoldenComparison(
      type == .float64 ? golden.float64 : golden.float32, exactNorms: golden.float64.gradientNorms,
      GoldenTolerance.of(model, type), GoldenNetwork(model, golden.params, type: type))
    try comparison.compareFirstForward()
    try comparison.compareExitGradients()
    try comparison.compareSteps()
    comparison.compareMostNorms()
    try comparison.compareEvaluation()
  }
}

/// The golden numbers and the network that must reach them, step after step.
private struct GoldenComparison {
  private let golden: GoldenModel.Numbers
  /// The gradient norms of double precision: single precision has its own noise, in the reference as in ours.
  private let exactNorms: [String: [Double?]]
  private let tolerance: GoldenTolerance
  private var network: GoldenNetwork
  private let outputs: [ExitOutput]
  private let losses: [Tensor]
  /// The relative gaps between gradient norms and the reference's, over all losses.
  private var gaps: [Double] = []
  private var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.01, seed: 0)

  init(
    _ golden: GoldenModel.Numbers, exactNorms: [String: [Double?]], _ tolerance: GoldenTolerance,
    _ network: GoldenNetwork
  ) throws {
    (self.golden, self.exactNorms, self.tolerance, self.network) = (golden, exactNorms, tolerance, network)
    outputs = try network(.training(seed: 0, step: 0))
    losses = try self.network.strategy.losses(of: outputs, labels: network.labels, in: &context)
  }

  // MARK: - The first forward pass

  func compareFirstForward() throws {
    #expect(outputs.count == golden.exits.count)
    for (exit, (output, expected)) in zip(outputs, golden.exits).enumerated() {
      try compare(output.logits, expected, tolerance.logit, "exit \(exit + 1)")
      let loss = try losses[exit].item()
      let expectedLoss = try #require(expected.loss)
      #expect(isClose(loss, expectedLoss, relative: tolerance.loss), "exit \(exit + 1): \(loss), not \(expectedLoss)")
    }
    let total = try losses.reduce(0) { try $0 + $1.item() }
    #expect(isClose(total, golden.totalLoss, relative: tolerance.loss), "total loss \(total), not \(golden.totalLoss)")

    try compareRunningSum("running-mean", golden.runningSums.mean)
    try compareRunningSum("running-variance", golden.runningSums.variance)
    for (name, expected) in golden.stages ?? [:] { try compareStage(name, expected) }
  }

  private func compareRunningSum(_ suffix: String, _ expected: Double) throws {
    let values: [Double] = try network.network.scope.buffers.filter { $0.name.hasSuffix(suffix) }
      .flatMap { try $0.value.elements(as: Double.self) }
    let sum = values.reduce(0, +)
    let size = values.reduce(0) { $0 + abs($1) }
    #expect(abs(sum - expected) <= tolerance.sum * size, "\(suffix): sum \(sum), not \(expected)")
  }

  private func compare(
    _ logits: Tensor, _ expected: GoldenModel.Exit, _ logitTolerance: (Double) -> Double, _ place: String
  ) throws {
    let values: [Double] = try logits.detached().elements()
    for (value, other) in zip(values, expected.firstFive) {
      #expect(abs(value - other) <= logitTolerance(other), "\(place): logit \(value), not \(other)")
    }
    let sum = values.reduce(0, +)
    let absoluteMean = values.reduce(0) { $0 + abs($1) } / Double(values.count)
    let sumTolerance = logitTolerance(expected.absoluteMean) * Double(values.count)
    #expect(abs(sum - expected.sum) <= sumTolerance, "\(place): sum \(sum), not \(expected.sum)")
    #expect(
      abs(absoluteMean - expected.absoluteMean) <= logitTolerance(expected.absoluteMean),
      "\(place): mean absolute value \(absoluteMean), not \(expected.absoluteMean)")
    if let mean = expected.mean {
      #expect(
        abs(sum / Double(values.count) - mean) <= sumTolerance / Double(values.count), "\(place): mean, not \(mean)")
    }
  }

  /// Compares the results of a module of the reference where they can be seen from outside ours.
  private func compareStage(_ name: String, _ expected: [GoldenModel.Stage]) throws {
    for (found, stage) in zip(try features(ofStage: name), expected) {
      let values: [Double] = try found.detached().elements()
      let sum = values.reduce(0, +)
      let absoluteMean = values.reduce(0) { $0 + abs($1) } / Double(values.count)
      #expect(found.shape == stage.shape, "\(name)")
      #expect(
        abs(sum - stage.sum) <= tolerance.sum * Double(values.count) * stage.absoluteMean,
        "\(name): sum \(sum), not \(stage.sum)")
      #expect(
        isClose(absoluteMean, stage.absoluteMean, relative: tolerance.loss),
        "\(name): mean absolute value \(absoluteMean), not \(stage.absoluteMean)")
    }
  }

  private func features(ofStage name: String) throws -> Features {
    switch name {
    case "blocks.0.0(first layer)":
      // Dense layers keep what they get as their first channels.
      return try zip(outputs[0].features, [16, 32, 64]).map { try $0.narrowed(dim: 1, 0..<$1) }
    case _ where name.hasPrefix("blocks."): return outputs[try #require(Int(name.dropFirst(7)))].features
    case _ where name.hasPrefix("feature_extractors."):
      return outputs[try #require(Int(name.dropFirst(19)))].features
    case _ where name.hasPrefix("layer"): return outputs[try #require(Int(name.dropFirst(5))) - 1].features
    case _ where name.hasPrefix("scala"):
      let exit = try #require(Int(name.dropFirst(5))) - 1
      // Where an embedding is adapted, what it was before cannot be seen.
      let isAdapted = network.parameters.contains { $0.name.hasPrefix("heads.\(exit).adaptation") }
      return isAdapted ? [] : [try outputs[exit].embedding.reshaped([4, 512, 1, 1])]
    default: return []
    }
  }

  // MARK: - Gradients

  mutating func compareExitGradients() throws {
    let values = network.parameters.map(\.value)
    let byExit = try losses.map { try gradients(of: [$0], for: values, keepingGraph: true) }
    for (exit, found) in byExit.enumerated() { try compareNorms(found, "exit\(exit + 1)") }
    for (name, expected) in golden.cosines {
      let members = Set(try network.group(name).map(\.name))
      let rows = byExit.map { row in zip(network.parameters, row).filter { members.contains($0.0.name) }.map(\.1) }
      let gram = GramMatrix(try innerProducts(of: rows), exits: 0..<rows.count)
      for (i, row) in expected.enumerated() {
        for (j, cosine) in row.enumerated() {
          guard let cosine else { continue }
          #expect(
            abs(gram.cosine(i, j) - cosine) <= tolerance.cosine,
            "\(name), exits \(i + 1) and \(j + 1): \(gram.cosine(i, j)), not \(cosine)")
        }
      }
    }
  }

  /// Compares the norms of a loss's gradients, and which of them are missing or zero.
  private mutating func compareNorms(_ gradients: [Tensor?], _ loss: String) throws {
    let expected = try #require(exactNorms[loss])
    #expect(gradients.count == expected.count)
    for (index, (gradient, norm)) in zip(gradients, expected).enumerated() {
      let name = network.parameters[index].name
      guard let norm, let gradient else {
        #expect((gradient == nil) == (norm == nil), "\(loss): whether it reaches \(name)")
        continue
      }
      let found = try innerProducts(of: [[gradient]])[0].squareRoot()
      if norm == 0 {
        #expect(found == 0, "\(loss), \(name): norm \(found), not zero")
      } else if norm < tolerance.smallNorm.limit {
        #expect(abs(found - norm) <= tolerance.smallNorm.absolute, "\(loss), \(name): norm \(found), not \(norm)")
      } else {
        let gap = abs(found - norm) / norm
        #expect(gap <= tolerance.norm.worst, "\(loss), \(name): norm \(found), not \(norm)")
        gaps.append(gap)
      }
    }
  }

  func compareMostNorms() {
    let most = gaps.sorted()[gaps.count * 19 / 20]
    #expect(most <= tolerance.norm.most, "one gradient norm in twenty is off by more than \(most)")
  }

  // MARK: - Training

  mutating func compareSteps() throws {
    let engine = GradientEngine(network.network.topology)
    var optimizer = try Registry(linkedPlugins).optimizer(
      ComponentByName("sgd", ["learning-rate": "0.01", "momentum": "0.9", "weight-decay": "1e-4"]),
      parameters: network.network.scope.parameters)
    var losses = losses
    for step in 0...3 {
      let total = try losses.reduce(0) { try $0 + $1.item() }
      let expected = golden.losses[step]
      #expect(
        isClose(total, expected, relative: tolerance.steps[step]), "after \(step) steps: \(total), not \(expected)")
      guard step < 3 else { break }
      _ = try engine.accumulate(losses, of: [], strategy: &network.strategy, in: &context)
      if step == 0 { try compareNorms(network.parameters.map(\.value.gradient), "total") }
      try optimizer.step(rate: optimizer.learningRate)
      let outputs = try network(.training(seed: 0, step: step + 1))
      losses = try network.strategy.losses(of: outputs, labels: network.labels, in: &context)
    }
    let norm = try innerProducts(of: [network.parameters.map(\.value)])[0].squareRoot()
    #expect(isClose(norm, golden.parameterNorm, relative: tolerance.afterSteps), "norm of all parameters: \(norm)")
  }

  func compareEvaluation() throws {
    let outputs = try withoutGradients { try network(.evaluation) }
    for (exit, (output, expected)) in zip(outputs, golden.evaluation).enumerated() {
      try compare(output.logits, expected, { tolerance.afterSteps * max(abs($0), 1) }, "evaluation, exit \(exit + 1)")
    }
  }

  private func isClose(_ a: Double, _ b: Double, relative: Double) -> Bool { abs(a - b) <= relative * abs(b) }
}
