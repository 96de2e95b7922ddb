import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import MetaLearning

/// What Meta-GF fuses, against automatic differentiation of the published rule.
@Suite struct FusionTests {
  private struct Golden: Decodable {
    let start: [String: Nested]
    let copies: [String: [String: Nested]]
    let gates: [String: [String: Double]]
    let slopes: [String: Nested]
    let results: [String: Result]
    let tolerance: Double

    enum CodingKeys: String, CodingKey {
      case start = "theta0"
      case copies = "theta_exit"
      case gates = "weights"
      case slopes = "upstream_gradient"
      case tolerance = "abs_tol"
      case results
    }

    struct Result: Decodable {
      let fused: Nested
      let weight_grad: [String: Double]
    }
  }

  @Test func `weights and slopes of gates are the golden ones`() throws {
    let golden: Golden = try GoldenFile.read("metagf_fusion", in: "Golden/strategies/meta")
    var compared = 0
    for (name, result) in golden.results {
      let exits = try #require(golden.copies[name]).keys.sorted()
      // No exit reaches it: there is nothing to fuse.
      guard !exits.isEmpty else { continue }
      let start = try #require(golden.start[name]).tensor()
      let copies = try exits.map { try #require(golden.copies[name]?[$0]).tensor() }
      let gates = try FusionGates(copies: exits.count, of: start, grain: .parameter, initial: 1, epsilon: 0)
      for (gate, exit) in zip(gates.gates, exits) {
        try gate.assign(gate.filled(with: #require(golden.gates[name]?[exit])))
      }
      let fused = try gates.fused(copies, from: start)
      expectClose(try fused.elements(), result.fused.values, within: golden.tolerance, name)
      let slopes = try gates.slopes(#require(golden.slopes[name]).tensor(), copies: copies, fused: fused)
      let expected = try exits.map { try #require(result.weight_grad[$0]) }
      expectClose(try slopes.map { try $0.item() }, expected, within: golden.tolerance, name)
      compared += 1
    }
    #expect(compared == 3)
  }

  @Test(arguments: [[4, 3, 3, 3], [4, 3], [4]])
  func `a gate of a connection has the slope that a small change shows`(shape: [Int]) throws {
    var random = RandomStream(seed: 3, purpose: "fusion")
    func tensor() throws -> Tensor { try Tensor((0..<shape.reduce(1, *)).map { _ in random.normal() }, shape) }
    let (start, slope) = (try tensor(), try tensor())
    let copies = [try tensor(), try tensor()]
    let gates = try FusionGates(copies: 2, of: start, grain: .connection, initial: 0, epsilon: 1e-10)
    #expect(gates.gates[0].shape == FusionGates.Grain.connection.shape(of: shape))
    func loss() throws -> Double { try (gates.fused(copies, from: start) * slope).sum().item() }
    let slopes = try gates.slopes(slope, copies: copies, fused: gates.fused(copies, from: start))
    for (gate, slope) in zip(gates.gates, slopes) {
      #expect(slope.shape == gate.shape)
      let step = 1e-5
      try gate.add(gate.filled(with: step))
      let up = try loss()
      try gate.add(gate.filled(with: -2 * step))
      let down = try loss()
      try gate.add(gate.filled(with: step))
      #expect(abs((up - down) / (2 * step) - (try slope.sum().item())) < 1e-8)
    }
  }

  /// What the parameters of the tiny network with three exits are before and after so many steps.
  private func course(_ name: String, steps: Int) throws -> (before: [[Double]], after: [[Double]]) {
    let tiny = try TinyNetwork()
    func weights() throws -> [[Double]] { try tiny.network.scope.parameters.map { try $0.value.detached().elements() } }
    var strategy = try Registry(linkedPlugins).strategy(ComponentByName(name))
    try strategy.prepare(for: tiny.network.topology)
    let before = try weights()
    for step in 0..<steps { _ = try tiny.train(with: &strategy, step: step) }
    return (before, try weights())
  }

  @Test(arguments: ["meta-gf", "dr-mgf"])
  func `every exit begins where the epoch began, and the fusion moves the network`(name: String) throws {
    for pass in 1...3 {
      let course = try course(name, steps: pass * TinyNetwork.stepsPerPhase)
      #expect(course.after == course.before, "after the pass of exit \(pass)")
    }
    let fused = try course(name, steps: 3 * TinyNetwork.stepsPerPhase + 1)
    #expect(fused.after != fused.before)
  }

  @Test func `the head of an exit is what its own pass made of it`() throws {
    let tiny = try TinyNetwork()
    var strategy = try Registry(linkedPlugins).strategy("meta-gf")
    try strategy.prepare(for: tiny.network.topology)
    for step in 0..<2 * TinyNetwork.stepsPerPhase { _ = try tiny.train(with: &strategy, step: step) }
    let copies = try strategy.state().tensors
    for step in 2 * TinyNetwork.stepsPerPhase..<4 * TinyNetwork.stepsPerPhase {
      _ = try tiny.train(with: &strategy, step: step)
    }
    // Only exit 2 reaches its head, so there is one copy and its gate does not matter.
    for parameter in tiny.network.topology.heads[1].parameters {
      let copy = try #require(copies["copy-2/\(parameter.name)"])
      expectClose(try parameter.value.detached().elements(), try copy.elements(), within: 1e-12, parameter.name)
    }
    #expect(try strategy.state().tensors.keys.allSatisfy { $0.hasPrefix("gates/") }, "copies are let go of")
  }

  @Test func `losses count as published`() throws {
    let settings = FusionSettings(try Settings(for: FusionSettings.all))
    func weights(_ exits: Int, epoch: Int, phase: Int) -> [Double] {
      settings.weights(
        of: exits,
        in: StepContext(step: 0, epoch: epoch, epochs: 10, phase: phase, learningRate: 0.1, seed: 0))
    }
    #expect(weights(7, epoch: 0, phase: 2) == [0.1, 0.1, 1, 0.06, 0.075, 0.09, 0.1])
    #expect(weights(3, epoch: 9, phase: 0) == [1, 0.1, 0.06])
    expectClose(weights(3, epoch: 5, phase: 3), [0.01 + 0.5 * 0.15, 0.01 + 0.5 * 0.3, 1], within: 1e-15)
    expectClose(weights(3, epoch: 10, phase: 3), [0.15, 0.3, 1], within: 1e-15)
  }

  @Test func `a network with more exits than published values is asked for its own`() throws {
    let error = try #require(throws: RecipeError.self) {
      let groups = (0..<8).map { ParameterGroup(name: "stage \($0 + 1)", parameters: [], exits: $0..<8) }
      try FusionSettings(Settings(for: FusionSettings.all)).check(Topology(stages: groups, heads: groups))
    }
    #expect("\(error)".contains("'auxiliary' has published values for 7 exits, but the network has 8"))
    #expect("\(error)".contains("give one value for each, shallowest first"))
  }

  @Test func `the gates' learning rate falls once where a recipe says so`() throws {
    func rate(_ keys: [String: String], epoch: Int) throws -> Double {
      FusionSettings(try Settings(for: FusionSettings.all, keys)).rate(
        in: StepContext(step: 0, epoch: epoch, epochs: 10, learningRate: 1, seed: 0))
    }
    #expect(try rate([:], epoch: 9) == 0.1)
    #expect(try rate(["gate-milestone": "0.5"], epoch: 4) == 0.1)
    #expect(abs(try rate(["gate-milestone": "0.5"], epoch: 5) - 0.01) < 1e-15)
  }
}

/// Numbers in lists of lists of any depth.
struct Nested: Decodable {
  let values: [Double]
  let shape: [Int]

  init(from decoder: any Decoder) throws {
    if let row = try? [Double](from: decoder) {
      (values, shape) = (row, [row.count])
    } else {
      let rows = try [Nested](from: decoder)
      (values, shape) = (rows.flatMap(\.values), [rows.count] + (rows.first?.shape ?? []))
    }
  }

  func tensor() throws -> Tensor { try Tensor(values, shape) }
}
