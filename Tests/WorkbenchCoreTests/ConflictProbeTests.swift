import Testing
import WorkbenchCore
import WorkbenchTesting

/// What a step measures, by hand on a tiny network, for every way to an update.
@Suite struct ConflictProbeTests {
  /// What a step measures, and the gradients that it leaves.
  private func step(
    _ strategy: some GradientStrategy, measuring level: ConflictLevel?
  ) throws -> (telemetry: StepTelemetry, tiny: TinyNetwork) {
    let tiny = try TinyNetwork()
    var strategy: any GradientStrategy = strategy
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let outputs = try tiny.network(tiny.images, .training(seed: 0, step: 0), strategy: strategy)
    let losses = try strategy.losses(of: outputs, labels: tiny.labels, in: &context)
    _ = try GradientEngine(tiny.network.topology).accumulate(
      losses, of: outputs, strategy: &strategy, in: &context, measuring: level)
    return (context.telemetry, tiny)
  }

  /// A way to an update.
  enum Way: CaseIterable {
    case losses, gram, gramOfStages, rows, rowsOfStages, cotangents

    var strategy: any GradientStrategy {
      switch self {
      case .losses: WeightedLosses([1, 2, -1])
      case .gram: WeightedGradients([1, 2, -1], .backbone)
      case .gramOfStages: WeightedGradients([0.5, 1, 2], .stage)
      case .rows: SummedRows(.backbone)
      case .rowsOfStages: SummedRows(.stage)
      case .cotangents: Merged { (1, Double($0.number)) }
      }
    }
  }

  @Test(arguments: Way.allCases) func `measuring changes no gradient`(way: Way) throws {
    let strategy = way.strategy
    let expected = try step(strategy, measuring: nil)
    #expect(expected.telemetry.conflicts.isEmpty)
    for level in ConflictLevel.allCases {
      #expect(try step(strategy, measuring: level).tiny.gradients() == expected.tiny.gradients())
    }
  }

  @Test(arguments: Way.allCases) func `the update's products are those of what lies at the parameters`(
    way: Way
  ) throws {
    let (telemetry, tiny) = try step(way.strategy, measuring: .layer)
    // The exits' gradients, taken one by one.
    let strategy: any GradientStrategy = WeightedLosses([1, 1, 1])
    let outputs = try tiny.network(tiny.images, .training(seed: 0, step: 0), strategy: strategy)
    let losses = try outputs.map { try $0.logits.crossEntropy(tiny.labels) }
    for conflict in telemetry.conflicts {
      let parameters = tiny.network.topology.stages.flatMap(\.parameters).filter { parameter in
        switch conflict.level {
        case .backbone: true
        case .stage:
          tiny.network.topology.stages.first { $0.name == conflict.scope }?.parameters.contains { $0 === parameter }
            ?? false
        case .layer: parameter.name.hasPrefix(conflict.scope + ".")
        }
      }
      let update = try parameters.flatMap { parameter in
        try parameter.value.gradient?.elements(as: Double.self) ?? [Double](repeating: 0, count: parameter.value.count)
      }
      let rows = try conflict.gram.exits.map { exit in
        try zip(parameters, Torch.gradients(of: [losses[exit]], for: parameters.map(\.value), keepingGraph: true))
          .flatMap { try $1?.elements(as: Double.self) ?? [Double](repeating: 0, count: $0.value.count) }
      }
      func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      for (i, row) in rows.enumerated() {
        #expect(abs(conflict.updateProducts[i] - product(row, update)) <= 1e-12, "\(conflict.scope)")
        for (j, other) in rows.enumerated() {
          #expect(abs(conflict.gram[i, j] - product(row, other)) <= 1e-12, "\(conflict.scope)")
        }
      }
      #expect(abs(conflict.updateNorm - product(update, update).squareRoot()) <= 1e-12, "\(conflict.scope)")
    }
  }

  @Test func `the finest scope brings the coarser ones with it`() throws {
    func scopes(_ level: ConflictLevel) throws -> [String] {
      try step(WeightedLosses([1, 1, 1]), measuring: level).telemetry.conflicts.map {
        "\($0.level.rawValue) \($0.scope) \($0.gram.exits)"
      }
    }
    let backbone = ["backbone backbone 0..<3"]
    let stages = ["stage stage 1 0..<3", "stage stage 2 1..<3", "stage stage 3 2..<3"]
    #expect(try scopes(.backbone) == backbone)
    #expect(try scopes(.stage) == backbone + stages)
    // The fine layers of later blocks reach no exit.
    let layers = [0, 1, 2].flatMap { block in
      (block == 0 ? ["fine", "coarse"] : ["coarse"]).flatMap { unit in
        ["conv", "norm"].map { "layer blocks.\(block).\(unit).\($0) \(block)..<3" }
      }
    }
    #expect(try scopes(.layer) == backbone + stages + layers)
  }

  @Test func `weights are noted for every scope that was asked about`() throws {
    func weights(_ strategy: some GradientStrategy) throws -> [String] {
      try step(strategy, measuring: nil).telemetry.weights.map { "\($0.scope) \($0.exits) \($0.values)" }
    }
    #expect(try weights(WeightedLosses([1, 2, 3])) == ["backbone 0..<3 [1.0, 2.0, 3.0]"])
    #expect(
      try weights(WeightedGradients([1, 2, 3], .stage))
        == ["stage 1 0..<3 [1.0, 2.0, 3.0]", "stage 2 1..<3 [2.0, 3.0]", "stage 3 2..<3 [3.0]"])
    #expect(try weights(SummedRows(.backbone)) == [])
  }

  @Test func `separate gradients take memory, one sum takes none`() throws {
    #expect(try step(WeightedLosses([1, 1, 1]), measuring: .layer).telemetry.cost.gradientBytes == 0)
    let (telemetry, tiny) = try step(SummedRows(.stage), measuring: nil)
    // Every exit's row holds what it reaches: its head and the blocks before it.
    let topology = tiny.network.topology
    var numbers = 0
    for exit in 0..<3 {
      for parameter in topology.stages[...exit].flatMap(\.parameters) + topology.heads[exit].parameters {
        let isReached = !parameter.name.contains(/blocks.[12].fine/)
        numbers += isReached ? parameter.value.count : 0
      }
    }
    #expect(telemetry.cost.gradientBytes == 8 * numbers)
  }
}
