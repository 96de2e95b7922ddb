import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GradientSelection
@testable import LossWeighting

/// A rule as a recipe would have it, and its name in the golden files.
struct GoldenRule: Sendable, CustomTestStringConvertible {
  let result: String
  let strategy: ComponentByName
  var combination: [String: String] = [:]

  var testDescription: String { result }

  static let all = [
    GoldenRule(result: "sum", strategy: "sum"),
    GoldenRule(result: "mgda_exact", strategy: "mgda"),
    GoldenRule(result: "mgda_two_task", strategy: "mgda"),
    GoldenRule(result: "mgda_frank_wolfe", strategy: ComponentByName("mgda", ["solver": "frank-wolfe"])),
    GoldenRule(result: "mgda_l2", strategy: ComponentByName("mgda", ["normalize": "l2"])),
    GoldenRule(result: "cagrad_c0.5", strategy: "cagrad"),
    GoldenRule(result: "cagrad_c1.5", strategy: ComponentByName("cagrad", ["c": "1.5"])),
    GoldenRule(result: "imtl_g", strategy: "imtl-g"),
    GoldenRule(result: "config", strategy: "config"),
    GoldenRule(result: "nash_mtl", strategy: "nash-mtl"),
    GoldenRule(result: "fairgrad_a1", strategy: "fairgrad"),
    GoldenRule(result: "fairgrad_a2", strategy: ComponentByName("fairgrad", ["alpha": "2"])),
    GoldenRule(result: "aligned_mtl_min", strategy: "aligned-mtl"),
    GoldenRule(result: "aligned_mtl_median", strategy: ComponentByName("aligned-mtl", ["scale-mode": "median"])),
    GoldenRule(result: "aligned_mtl_rmse", strategy: ComponentByName("aligned-mtl", ["scale-mode": "rmse"])),
    GoldenRule(result: "upgrad", strategy: "upgrad"),
    GoldenRule(result: "upgrad_unit_rows", strategy: "upgrad", combination: ["unit-rows": "true"]),
    GoldenRule(result: "dualproj", strategy: "dualproj"),
    GoldenRule(result: "pcd", strategy: ComponentByName("pcd", ["primary": "1", "compatibility": "true"])),
  ]
}

/// Every rule against the golden Jacobians, each within the tolerance that the file states.
@Suite struct GoldenJacobianTests {
  /// Gradients that are opposite up to the rounding of single precision: see docs/decisions.
  static let oppositeForConFIG = [
    "K2_P5_antiparallel", "K3_P5_antiparallel", "K4_P50_antiparallel", "K7_P50_antiparallel",
  ]

  @Test func `all files are there, and no result of them is left out`() throws {
    #expect(GoldenJacobian.names.count == 79)
    let others: Set = [
      "mean", "constant", "linear_depth", "rlw", "per_block", "upgrad_pref", "pcgrad", "gradvac_sequence", "graddrop",
      "graddrop_leak",
    ]
    let results = try GoldenJacobian.names.flatMap { try GoldenJacobian.read($0).results.keys }
    #expect(Set(results) == others.union(GoldenRule.all.map(\.result)))
  }

  @Test func `weights of losses are the golden ones`() throws {
    let registry = try Registry(linkedPlugins)
    for name in GoldenJacobian.names {
      let golden = try GoldenJacobian.read(name)
      let rows = Rows(golden.rows)
      func compare(_ result: String, _ weights: [Double]) throws {
        try self.compare(weights, rows, #require(golden.results[result]), "\(result) of \(name)")
      }
      func weights(_ rule: ComponentByName, _ combination: [String: String] = [:]) throws -> [Double] {
        var strategy = try registry.strategy(rule, combination: combination)
        var context = StepContext.first
        return try strategy.weights(of: golden.losses, in: &context)
      }
      try compare("mean", weights("sum", ["scale": "mean"]))
      try compare("linear_depth", weights("linear-depth"))
      let constant = try #require(golden.results["constant"]?.weights)
      try compare("constant", weights(ComponentByName("weighted", ["weights": "\(constant)"])))
      try compare("rlw", softmax(#require(golden.results["rlw"]?.params?.normals)))
    }
  }

  @Test(arguments: GoldenRule.all)
  func `a rule gives the golden weights and update`(rule: GoldenRule) throws {
    let registry = try Registry(linkedPlugins)
    var compared = 0
    for name in GoldenJacobian.names {
      let golden = try GoldenJacobian.read(name)
      guard let expected = golden.results[rule.result] else { continue }
      let rows = Rows(golden.rows)
      var strategy = try registry.strategy(rule.strategy, combination: rule.combination)
      var context = StepContext.first
      let weights = try strategy.weights(of: rows.gram, losses: golden.losses, in: &context)
      let reports = context.reports.map(\.name)
      let place = "\(rule.result) of \(name)"
      #expect(weights.allSatisfy { $0.isFinite }, "\(place): \(weights)")
      switch expected.status {
      case "ok" where rule.result == "config" && Self.oppositeForConFIG.contains(name):
        let said = ["solver-fallback/dependent-gradients", "solver-fallback/stationary"]
        #expect(reports.contains { said.contains($0) }, "\(place): \(reports)")
      case "ok":
        // There, weights are those of the unit gradients.
        let factors = rule.result == "upgrad_unit_rows" ? SymmetricMatrix(rows.gram).norms : nil
        try compare(weights, rows, expected, place, factors: factors)
        #expect(!reports.contains { $0.hasPrefix("solver-undefined") }, "\(place): \(reports)")
        compared += 1
      case "undefined":
        let said = ["solver-undefined/stationary", "solver-fallback/zero-gradient"]
        #expect(reports.contains { said.contains($0) }, "\(place): \(reports)")
      case "not_unique":
        #expect(weights.allSatisfy { $0 >= 0 } && abs(weights.reduce(0, +) - 1) <= 1e-12, "\(place): \(weights)")
      case "ill_conditioned":
        let (own, primary) = (rows.sum(weights), golden.rows[0])
        #expect(abs(length(own) - length(primary)) <= 1e-6 * length(primary), "\(place): \(own)")
      default: Issue.record("\(place): status \(expected.status ?? "none")")
      }
    }
    #expect(compared > 15)
  }

  private func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  private func compare(
    _ weights: [Double], _ rows: Rows, _ expected: GoldenJacobian.Result, _ place: String, factors: [Double]? = nil
  ) throws {
    let compare = try #require(expected.compare)
    let tolerance = try #require(expected.tolerance)
    if compare.contains("weights") {
      let compared = factors.map { zip(weights, $0).map(*) } ?? weights
      let gap = distance(compared, try #require(expected.weights))
      #expect(gap <= (try #require(tolerance.weights)), "\(place): weights \(weights), off by \(gap)")
    }
    let gap = distance(rows.sum(weights), try #require(expected.gradient))
    #expect(gap <= (try #require(tolerance.gradient)), "\(place): update off by \(gap)")
  }

  @Test(arguments: ["upgrad", "mgda", "dualproj"])
  func `a rule acts on every stage apart`(name: String) throws {
    let registry = try Registry(linkedPlugins)
    for file in GoldenJacobian.names where file.hasSuffix("staircase") {
      let golden = try GoldenJacobian.read(file)
      let whole = try #require(golden.results["per_block"])
      let expected = try #require(name == "upgrad" ? whole.upgrad : name == "mgda" ? whole.mgda : whole.dualproj)
      var strategy = try registry.strategy(ComponentByName(name, ["scope": "stage"]))
      #expect(strategy.need == .gram(.stage))
      var update: [Double] = []
      for (block, place) in try #require(golden.meta.blocks).enumerated() {
        let rows = Rows(golden.rows.map { Array($0[place[0]..<place[1]]) })
        let reaching = block..<golden.rows.count
        var context = StepContext.first
        let weights = try strategy.weights(
          of: rows.gram(of: reaching), losses: Array(golden.losses[reaching]), in: &context)
        update += Rows(Array(rows.rows[reaching])).sum(weights)
      }
      #expect(distance(update, expected.gradient) <= (try #require(expected.tolerance.gradient)), "\(name) of \(file)")
    }
  }

  @Test func `preference weights are those of TorchJD`() throws {
    let registry = try Registry(linkedPlugins)
    for name in GoldenJacobian.names {
      let golden = try GoldenJacobian.read(name)
      let expected = try #require(golden.results["upgrad_pref"])
      let preference = try #require(expected.params?.pref)
      var strategy = try registry.strategy("upgrad", combination: ["preference": "\(preference)"])
      var context = StepContext.first
      let rows = Rows(golden.rows)
      try compare(
        strategy.weights(of: rows.gram, losses: golden.losses, in: &context), rows, expected, "upgrad_pref of \(name)")
    }
  }

  @Test func `PCGrad with the recorded orders`() throws {
    for name in GoldenJacobian.names {
      let golden = try GoldenJacobian.read(name)
      let expected = try #require(golden.results["pcgrad"])
      let rows = Rows(golden.rows)
      let weights = PCGrad.weights(SymmetricMatrix(rows.gram), orders: try #require(expected.params?.orders))
      try compare(weights, rows, expected, "pcgrad of \(name)")
    }
  }

  @Test func `GradVac over three calls with the recorded orders`() throws {
    var illConditioned = 0
    for name in GoldenJacobian.names {
      let golden = try GoldenJacobian.read(name)
      let expected = try #require(golden.results["gradvac_sequence"])
      let tolerance = try #require(expected.tolerance)
      let rows = Rows(golden.rows)
      var strategy = GradVac(try Settings(for: GradVac.settings, ["compatibility": "true"]))
      for (call, step) in try #require(expected.steps).enumerated() {
        let weights = try strategy.weights(SymmetricMatrix(rows.gram), orders: step.orders, scope: "backbone").weights
        let phi = try #require(strategy.state().numbers["phi/backbone"])
        #expect(phi.allSatisfy { abs($0) <= 1 + 1e-12 })
        #expect(weights.allSatisfy { $0.isFinite })
        guard expected.status == "ok" else {
          illConditioned += call == 0 ? 1 : 0
          continue
        }
        let place = "gradvac, call \(call) of \(name)"
        #expect(distance(weights, step.weights) <= (try #require(tolerance.weights)), "\(place): weights")
        #expect(distance(rows.sum(weights), step.gradient) <= (try #require(tolerance.gradient)), "\(place): update")
        // Between opposite gradients the cosine of what is left is rounding; the files do not ask for it.
        if name.hasSuffix("antiparallel") { continue }
        #expect(distance(phi, step.phi.flatMap(\.self)) <= 1e-9, "\(place): phi")
      }
    }
    #expect(illConditioned == 2)
  }

  @Test(arguments: ["graddrop", "graddrop_leak"])
  func `GradDrop with the recorded numbers`(result: String) throws {
    for name in GoldenJacobian.names {
      let golden = try GoldenJacobian.read(name)
      let expected = try #require(golden.results[result])
      let rows = try Tensor(golden.rows.flatMap(\.self), [golden.rows.count, golden.rows[0].count])
      let update: [Double] = try GradDrop.combine(
        rows, uniforms: #require(expected.params?.uniforms), leak: #require(expected.params?.leak)
      ).elements()
      let gap = distance(update, try #require(expected.gradient))
      #expect(gap <= (try #require(expected.tolerance?.gradient)), "\(result) of \(name): off by \(gap)")
    }
  }
}
