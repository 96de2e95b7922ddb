import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// Zero, tiny and huge gradients: our thresholds are relative, and `compatibility` brings TorchJD's back.
@Suite struct EdgeTests {
  private struct Edge: Decodable {
    let rows: [[Double]]
    let results: [String: Result]
    let tolerance: Double

    enum CodingKeys: String, CodingKey {
      case results
      case rows = "J"
      case tolerance = "rel_tol_of_max_abs_J"
    }

    struct Result: Decodable { let gradient: [Double]? }
  }

  private static let folder = "Golden/strategies/edge"

  private static let rules = [
    GoldenRule(result: "mgda_frank_wolfe", strategy: ComponentByName("mgda", ["solver": "frank-wolfe"])),
    GoldenRule(result: "upgrad", strategy: ComponentByName("upgrad", ["compatibility": "true"])),
    GoldenRule(result: "dualproj", strategy: ComponentByName("dualproj", ["compatibility": "true"])),
    GoldenRule(result: "cagrad_c0_5", strategy: ComponentByName("cagrad", ["compatibility": "true"])),
    GoldenRule(result: "imtl_g", strategy: ComponentByName("imtl-g", ["compatibility": "true"])),
    GoldenRule(result: "aligned_mtl_min", strategy: "aligned-mtl"),
    GoldenRule(result: "config", strategy: "config"),
    GoldenRule(result: "pcd", strategy: ComponentByName("pcd", ["primary": "1", "compatibility": "true"])),
  ]

  private func update(_ rule: ComponentByName, _ rows: Rows) throws -> (update: [Double], reports: [String]) {
    var strategy = try Registry(linkedPlugins).strategy(rule)
    var context = StepContext.first
    let losses = [Double](repeating: 1, count: rows.rows.count)
    let weights = try strategy.weights(of: rows.gram, losses: losses, in: &context)
    return (rows.sum(weights), context.reports.map(\.name))
  }

  @Test(arguments: rules)
  func `compatibility gives what TorchJD gives`(rule: GoldenRule) throws {
    let names = GoldenFile.names(in: Self.folder)
    #expect(names.count == 8)
    for name in names {
      let edge: Edge = try GoldenFile.read(name, in: Self.folder)
      let expected = try #require(edge.results[rule.result]?.gradient)
      let largest = edge.rows.flatMap(\.self).reduce(0) { max($0, abs($1)) }
      let found = try update(rule.strategy, Rows(edge.rows)).update
      // TorchJD's solver for CAGrad is approximate; the golden Jacobians hold the exact answer.
      let tolerance = rule.result == "cagrad_c0_5" ? 1e-4 : edge.tolerance
      #expect(distance(found, expected) <= tolerance * largest, "\(rule.result) of \(name): \(found)")
    }
  }

  @Test(arguments: ["upgrad", "dualproj", "cagrad", "imtl-g", "gradvac", "pcd"])
  func `by default a rule does the same at every scale`(name: String) throws {
    let unit: Edge = try GoldenFile.read("edge_unit_scale", in: Self.folder)
    let expected = try update(ComponentByName(name), Rows(unit.rows))
    for factor in [1e-8, 1e-4, 1e6] {
      let found = try update(ComponentByName(name), Rows(unit.rows).scaled(by: factor))
      #expect(distance(found.update, expected.update.map { $0 * factor }) <= 1e-12 * factor, "\(name) at \(factor)")
      #expect(found.reports.filter { $0 != "solver-residual" } == expected.reports.filter { $0 != "solver-residual" })
    }
  }

  @Test(arguments: ["upgrad", "dualproj", "cagrad"])
  func `a published threshold that is hit is reported`(name: String) throws {
    let tiny: Edge = try GoldenFile.read("edge_tiny_1e-4", in: Self.folder)
    let found = try update(ComponentByName(name, ["compatibility": "true"]), Rows(tiny.rows))
    #expect(found.reports == ["solver-fallback/below-threshold"])
    #expect(try update(ComponentByName(name), Rows(tiny.rows)).reports.allSatisfy { $0 == "solver-residual" })
  }

  @Test(arguments: ["upgrad", "dualproj", "cagrad", "nash-mtl", "fairgrad", "aligned-mtl", "pcd"])
  func `gradients of zero alone are reported`(name: String) throws {
    let found = try update(ComponentByName(name), Rows([[0, 0], [0, 0]]))
    #expect(found.update == [0, 0])
    #expect(found.reports.contains { $0.hasSuffix("zero-gradient") }, "\(name): \(found.reports)")
  }
}
