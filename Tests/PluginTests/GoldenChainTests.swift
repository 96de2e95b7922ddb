import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GradientSelection

/// Strategies on whole small networks, against automatic differentiation of the published formulas.
@Suite struct GoldenChainTests {
  private static let strategies: [(String, ComponentByName)] = [
    ("sum", "sum"),
    ("linear_depth", "linear-depth"),
    ("gradient_equilibrium", "ge"),
    ("gradient_equilibrium", ComponentByName("ge", ["coarsest-only": "true"])),
    ("detach_between_blocks", ComponentByName("detach", ["where": "blocks"])),
    ("detach_between_blocks", ComponentByName("bdl", ["group-size": "1"])),
    ("detach_between_blocks", ComponentByName("bdl-overlapping", ["window": "1"])),
    ("heads_only", ComponentByName("detach", ["where": "heads"])),
    ("block_mask_group_pairs", "bdl"),
    ("block_mask_overlap_next", "bdl-overlapping"),
    ("sum", ComponentByName("bdl-overlapping", ["window": "9"])),
    ("boundary_sum", "sum"),
    ("boundary_equilibrium", "ge"),
    ("boundary_pcgrad", "boundary-pcgrad"),
    ("boundary_mgda", "boundary-mgda"),
    ("mgda_exact", "mgda"),
    ("upgrad", "upgrad"),
    ("upgrad_per_block", ComponentByName("upgrad", ["scope": "stage"])),
    ("dualproj", "dualproj"),
    ("cagrad_c0.5", "cagrad"),
    ("imtl_g", "imtl-g"),
    ("aligned_mtl_min", "aligned-mtl"),
    ("nash_mtl", "nash-mtl"),
  ]

  @Test(arguments: [3, 4], strategies)
  func `blocks and heads receive the golden gradients`(exits: Int, strategy: (String, ComponentByName)) throws {
    try compare(strategy.0, Registry(linkedPlugins).strategy(strategy.1), exits: exits)
  }

  @Test(arguments: [3, 4]) func `no result of a file is left out`(exits: Int) throws {
    // What the files hold besides is what their author checked.
    let others: Set = ["pcgrad", "famo_step", "checks"]
    #expect(try Set(golden(exits).results.keys) == others.union(Self.strategies.map(\.0)))
  }

  @Test(arguments: [3, 4]) func `PCGrad leaves the golden gradients with the recorded orders`(exits: Int) throws {
    let golden = try self.golden(exits)
    let orders = try #require(golden.results["pcgrad"]?.orders)
    try compare("pcgrad", RecordedPCGrad(orders: orders), exits: exits)
  }

  private func golden(_ exits: Int) throws -> GoldenChain {
    try GoldenFile.read("tiny_net_K\(exits)", in: "Golden/strategies/e2e")
  }

  private func compare(_ result: String, _ strategy: any GradientStrategy, exits: Int) throws {
    let golden = try self.golden(exits)
    let expected = try #require(golden.results[result])
    let chain = try golden.network()
    var strategy = strategy
    try strategy.prepare(for: chain.network.topology)
    let losses = try chain.train(with: &strategy, step: 0, rate: 0.1)
    expectClose(losses, golden.losses, within: golden.tolerance, "losses")
    let gradients = try chain.flat { try #require($0.gradient).elements() }
    expectClose(gradients.blocks, try #require(expected.blocks), within: golden.tolerance, "blocks")
    expectClose(gradients.heads, try #require(expected.heads), within: golden.tolerance, "heads")
    if let step = expected.step {
      let parameters = try chain.flat { try $0.detached().elements() }
      expectClose(parameters.blocks, step.blocks, within: golden.tolerance, "blocks after the step")
      expectClose(parameters.heads, step.heads, within: golden.tolerance, "heads after the step")
    }
  }

  /// All but the boundary rules, which a recipe refuses with micro-batches, and WPN, whose weights are means over a batch.
  private static let inMicroBatches: [String] = {
    guard let registry = try? Registry(linkedPlugins) else { return [] }
    return registry.strategies.names.filter { $0 != "wpn" && !(registry.strategies[$0] is any BoundaryRule.Type) }
  }()

  @Test(arguments: inMicroBatches, [1, 3])
  func `a batch in micro-batches leaves the gradients of the whole`(name: String, size: Int) throws {
    // BYOT's distance of embeddings is the norm over a batch.
    let keys = ["weighted": ["weights": "[1, 0.5, 2]"], "byot": ["lambda": "0"]][name] ?? [:]
    func gradients(inMicroBatchesOf size: Int?) throws -> [Double] {
      let chain = try golden(3).network()
      var strategy = try Registry(linkedPlugins).strategy(ComponentByName(name, keys))
      try strategy.prepare(for: chain.network.topology)
      let losses =
        if let size {
          try chain.differentiate(with: &strategy, inMicroBatchesOf: size)
        } else {
          try chain.differentiate(with: &strategy, step: 0)
        }
      return try losses + chain.gradients().flatMap { $0 ?? [] }
    }
    let whole = try gradients(inMicroBatchesOf: nil)
    expectClose(try gradients(inMicroBatchesOf: size), whole, within: 1e-12 * max(1, whole.map(abs).max() ?? 0))
  }

  @Test(arguments: [3, 4]) func `a step that is looked at again moves the logits`(exits: Int) throws {
    let golden = try self.golden(exits)
    let expected = try #require(golden.results["famo_step"])
    let chain = try golden.network()
    var strategy = try Registry(linkedPlugins).strategy("famo")
    try strategy.prepare(for: chain.network.topology)
    let before = try chain.train(with: &strategy, step: 0, rate: 0.1)
    expectClose(before, try #require(expected.lossesBefore), within: golden.tolerance)
    let parameters = try chain.flat { try $0.detached().elements() }.blocks
    expectClose(parameters, try #require(expected.blockParameters), within: golden.tolerance)
    let after = try chain.differentiate(with: &strategy, step: 1)
    expectClose(after, try #require(expected.lossesAfter), within: golden.tolerance)
    let logits = try #require(strategy.state().numbers["values"])
    expectClose(logits, try #require(expected.logitsAfter), within: golden.tolerance)
  }
}

/// PCGrad with given orders.
private struct RecordedPCGrad: GradientStrategy {
  static let name = "recorded-pcgrad"
  static let summary = "PCGrad with recorded orders"
  static let roles = StrategyRoles.combination

  let orders: [[Int]]

  init(orders: [[Int]]) { self.orders = orders }
  init(_ settings: Settings) { orders = [] }

  var need: GradientNeed { .gram(.backbone) }

  mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] {
    PCGrad.weights(SymmetricMatrix(gram), orders: orders)
  }
}
