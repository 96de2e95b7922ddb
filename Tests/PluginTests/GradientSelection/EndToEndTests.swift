import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GradientSelection

/// Two whole networks against the reference: what every rule leaves at shared parameters and heads.
@Suite struct EndToEndTests {
  private static let rules = [
    GoldenRule(result: "sum", strategy: "sum"),
    GoldenRule(result: "mgda_exact", strategy: "mgda"),
    GoldenRule(result: "upgrad", strategy: "upgrad"),
    GoldenRule(result: "upgrad_per_block", strategy: ComponentByName("upgrad", ["scope": "stage"])),
    GoldenRule(result: "dualproj", strategy: "dualproj"),
    GoldenRule(result: "cagrad_c0.5", strategy: "cagrad"),
    GoldenRule(result: "imtl_g", strategy: "imtl-g"),
    GoldenRule(result: "aligned_mtl_min", strategy: "aligned-mtl"),
    GoldenRule(result: "nash_mtl", strategy: "nash-mtl"),
    GoldenRule(result: "gradient_equilibrium", strategy: "ge"),
    GoldenRule(result: "boundary_equilibrium", strategy: "ge"),
    GoldenRule(result: "boundary_pcgrad", strategy: "boundary-pcgrad"),
    GoldenRule(result: "boundary_mgda", strategy: "boundary-mgda"),
  ]

  @Test(arguments: ["tiny_net_K3", "tiny_net_K4"], rules)
  func `a rule leaves the golden gradients`(file: String, rule: GoldenRule) throws {
    try compare(file, rule.result, Registry(linkedPlugins).strategy(rule.strategy))
  }

  @Test(arguments: ["tiny_net_K3", "tiny_net_K4"])
  func `PCGrad leaves the golden gradients with the recorded orders`(file: String) throws {
    let golden = try EndToEndNetwork.Golden.read(file)
    try compare(file, "pcgrad", RecordedPCGrad(orders: #require(golden.results.pcgradOrders)))
  }

  private func compare(_ file: String, _ result: String, _ strategy: any GradientStrategy) throws {
    let golden = try EndToEndNetwork.Golden.read(file)
    let expected = try #require(golden.results.updates[result])
    let tiny = try EndToEndNetwork(golden)
    var strategy = strategy
    try strategy.prepare(for: tiny.network.topology)
    let losses = try tiny.differentiate(with: &strategy)
    #expect(distance(losses, golden.losses) <= golden.tolerance)
    let topology = tiny.network.topology
    let (blocks, heads) = (try tiny.gradients(topology.stages), try tiny.gradients(topology.heads))
    #expect(distance(blocks, expected.blocks) <= golden.tolerance, "\(result): \(blocks)")
    #expect(distance(heads, expected.heads) <= golden.tolerance, "\(result): \(heads)")
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
