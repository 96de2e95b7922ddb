import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import Distillation

/// Losses between exits, against automatic differentiation of the formulas and against the reference of Deep Feature Surgery.
@Suite struct DistillationTests {
  private struct Golden: Decodable {
    let logits: [[[Double]]]
    let features: [[[Double]]]
    let targets: [Int]
    let results: [String: Result]
    let abs_tol: Double

    struct Result: Decodable {
      let scalar: Double
      let logit_grads: [[[Double]]]
      let feature_grads: [[[Double]]]?
      let inference_logits: [[[Double]]]?
    }
  }

  /// A golden result, the strategy that makes it, and whether the cross entropies of all exits are left out there.
  private static let cases: [(String, ComponentByName, Bool)] = [
    ("cross_entropy_sum", "sum", false),
    ("byot", ComponentByName("byot", ["variant": "published"]), false),
    ("kd_cross_entropy_no_T2", ComponentByName("byot", ["lambda": "0"]), false),
    ("imta_ofa", ComponentByName("one-for-all", ["mean-over": "elements"]), false),
    ("ztw_distill_last", "ztw", true),
    ("ztw_distill_next", ComponentByName("ztw", ["teacher": "next"]), true),
    ("ztw_distill_later", ComponentByName("ztw", ["teacher": "later"]), true),
    ("boostnet", "boostnet", false),
  ]

  @Test(arguments: ["kd_K3_C5", "kd_K4_C10"]) func `no result of a file is left out`(file: String) throws {
    let golden = try GoldenFile.read(file, in: "Golden/strategies/distill", as: Golden.self)
    #expect(Set(golden.results.keys) == Set(Self.cases.map(\.0)))
  }

  private func leaf(_ rows: [[Double]]) throws -> Tensor {
    let tensor = try Tensor(rows.flatMap { $0 }, [rows.count, rows[0].count])
    try tensor.setRequiresGradient()
    return tensor
  }

  private func flat(_ numbers: [[[Double]]]) -> [Double] { numbers.flatMap { $0 }.flatMap { $0 } }

  private func outputs(
    _ logits: [Tensor], _ features: [Tensor], _ mode: Mode, _ strategy: any GradientStrategy
  ) throws -> [ExitOutput] {
    try logits.indices.reduce(into: []) { outputs, exit in
      let said = try strategy.logits(
        logits[exit], at: Exit(index: exit, count: logits.count), after: outputs.map(\.logits), mode)
      outputs.append(ExitOutput(features: [], logits: said, embedding: features[exit]))
    }
  }

  @Test(arguments: ["kd_K3_C5", "kd_K4_C10"], cases)
  func `losses and their gradients are the golden ones`(file: String, model: (String, ComponentByName, Bool)) throws {
    let golden = try GoldenFile.read(file, in: "Golden/strategies/distill", as: Golden.self)
    let expected = try #require(golden.results[model.0])
    var strategy = try Registry(linkedPlugins).strategy(model.1)
    let logits = try golden.logits.map(leaf)
    let features = try golden.features.map(leaf)
    let labels = try Tensor(integers: golden.targets)
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let outputs = try outputs(logits, features, .training(seed: 0, step: 0), strategy)
    var losses = try strategy.losses(of: outputs, labels: labels, in: &context)
    #expect(losses.count == golden.logits.count)
    if model.2 { losses += try logits.map { try -$0.crossEntropy(labels) } }
    let total = try losses.reduce(0) { try $0 + $1.item() }
    #expect(abs(total - expected.scalar) <= golden.abs_tol, "\(total), not \(expected.scalar)")

    try backward(losses)
    let found = try logits.flatMap { try #require($0.gradient).elements(as: Double.self) }
    expectClose(found, flat(expected.logit_grads), within: golden.abs_tol)
    if let expected = expected.feature_grads {
      let found = try features.flatMap { try $0.gradient?.elements() ?? [Double](repeating: 0, count: $0.count) }
      // Gradients of the order of 1e-6 compare by their size.
      let largest = flat(expected).reduce(0) { max($0, abs($1)) }
      expectClose(found, flat(expected), within: golden.abs_tol * largest)
    }
    if let expected = expected.inference_logits {
      let said = try self.outputs(logits, features, .evaluation, strategy)
      let found = try said.flatMap { try $0.logits.detached().elements(as: Double.self) }
      expectClose(found, flat(expected), within: golden.abs_tol)
    }
  }

  @Test(arguments: [
    ("kd=1 fd=0 gamma=0.3", ["gamma": "0.3", "lambda": "0"]), ("kd=1 fd=1 gamma=0.3", ["gamma": "0.3"]),
    ("kd=1 fd=0 gamma=0.9", ["lambda": "0"]), ("kd=1 fd=1 gamma=0.9", [:]), ("kd=0 fd=1 gamma=0.9", ["gamma": "0"]),
  ])
  func `the terms of self-distillation are those of Deep Feature Surgery's reference`(
    terms: String, keys: [String: String]
  ) throws {
    let expected = try #require(try GoldenBasics.read().losses.distilled[terms])
    let strategy = SelfDistillation(try Settings(for: SelfDistillation.settings, keys))
    let outputs = try [(21, 23), (22, 24)].map { logits, embedding in
      ExitOutput(
        features: [], logits: try goldenTensor([4, 100], salt: logits, scale: 3),
        embedding: try goldenTensor([4, 512], salt: embedding))
    }
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let losses = try strategy.losses(of: outputs, labels: Tensor(integers: [3, 10, 17, 24]), in: &context)
    let total = try losses.reduce(0) { try $0 + $1.item() }
    #expect(abs(total - expected) <= 1e-9 * expected, "\(total), not \(expected)")
  }

  @Test func `embeddings of different widths are refused with a way out`() throws {
    func output(_ width: Int) throws -> ExitOutput {
      ExitOutput(features: [], logits: try Tensor.zeros([2, 3]), embedding: try Tensor.zeros([2, width]))
    }
    let labels = try Tensor(integers: [0, 1])
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let outputs = [try output(4), try output(8)]
    let error = try #require(throws: ModelError.self) {
      let strategy = SelfDistillation(try Settings(for: SelfDistillation.settings))
      _ = try strategy.losses(of: outputs, labels: labels, in: &context)
    }
    #expect(
      "\(error)"
        == "strategy 'byot' compares embeddings, but those of exit 1 have the shape [2, 4] and those of the last [2, 8]: "
        + "use heads whose widths agree, such as gated-separable with adaptation, or lambda: 0")
    let without = SelfDistillation(try Settings(for: SelfDistillation.settings, ["lambda": "0"]))
    #expect(try without.losses(of: outputs, labels: labels, in: &context).count == 2)
  }

  @Test func `a divergence per sample is as many times stronger as there are classes`() throws {
    let outputs = try [21, 22].map { salt in
      let logits = try goldenTensor([4, 100], salt: salt)
      return ExitOutput(features: [], logits: logits, embedding: logits)
    }
    let labels = try Tensor(integers: [3, 10, 17, 24])
    func early(_ mean: String) throws -> Double {
      var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
      let strategy = OneForAll(try Settings(for: OneForAll.settings, ["gamma": "1", "mean-over": mean]))
      return try strategy.losses(of: outputs, labels: labels, in: &context)[0].item()
    }
    #expect(abs(try early("samples") / early("elements") - 100) <= 1e-9)
  }

  @Test func `IMTA's stages are gradient equilibrium, then one-for-all for the heads alone`() throws {
    let registry = try Registry(linkedPlugins)
    func course(_ strategy: ComponentByName, steps: Range<Int>) throws -> [String: [Double]] {
      let tiny = try TinyNetwork()
      var strategy = try registry.strategy(strategy)
      try strategy.prepare(for: tiny.network.topology)
      for step in steps { _ = try tiny.train(with: &strategy, step: step) }
      let parameters = tiny.network.scope.parameters
      return try Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, try $0.value.detached().elements()) })
    }
    // Two epochs, one for each stage.
    let stage = TinyNetwork.stepsPerPhase
    let first = try course("imta", steps: 0..<stage)
    #expect(try first == course("ge", steps: 0..<stage))

    let both = try course("imta", steps: 0..<stage + 1)
    for (name, values) in both { #expect((values == first[name]) == name.hasPrefix("blocks."), "\(name)") }
    let second = try course(ComponentByName("imta", ["first-stage": "0"]), steps: 0..<1)
    let taught = try course("one-for-all", steps: 0..<1)
    for (name, values) in second where name.hasPrefix("heads.") { #expect(values == taught[name], "\(name)") }
  }

  @Test(arguments: [
    ("byot", ["variant": "published"]), ("byot", ["gamma": "0"]), ("byot", ["lambda": "0"]),
    ("one-for-all", ["mean-over": "elements"]), ("ztw", ["teacher": "next"]), ("ztw", ["teacher": "later"]),
  ])
  func `every variant keeps the laws of strategies`(name: String, keys: [String: String]) throws {
    let type = try #require(try Registry(linkedPlugins).strategies[name])
    #expect(try StrategyLaws.violations(of: type, keys: keys) == [])
  }
}
