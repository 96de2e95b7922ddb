import LinkedPlugins
import Recipes
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GradientSelection

/// What rules remember, report and refuse.
@Suite struct SelectionStrategyTests {
  private let conflicting = Rows([[1, 0.2], [-0.8, 0.5]])
  private let opposite = Rows([[1, 0], [-2, 0]])

  private func weights(
    _ strategy: inout any GradientStrategy, _ rows: Rows, step: Int = 0
  ) throws -> (weights: [Double], reports: [String]) {
    var context = StepContext(step: step, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let weights = try strategy.weights(of: rows.gram, losses: rows.rows.map { _ in 1 }, in: &context)
    return (weights, context.reports.map(\.name))
  }

  @Test func `Nash-MTL uses the last agreement where there is none, and the mean before any`() throws {
    var strategy = try Registry(linkedPlugins).strategy(ComponentByName("nash-mtl", ["max-norm": "none"]))
    let first = try weights(&strategy, opposite)
    #expect(first.weights == [0.5, 0.5])
    #expect(first.reports == ["solver-undefined/stationary"])
    let agreed = try weights(&strategy, conflicting)
    #expect(agreed.reports.allSatisfy { $0 == "solver-residual" })
    let again = try weights(&strategy, opposite)
    #expect(again.weights == agreed.weights)
    #expect(again.reports == ["solver-undefined/stationary"])
  }

  @Test func `Nash-MTL keeps its weights between updates, also after a resume`() throws {
    let rule = ComponentByName("nash-mtl", ["max-norm": "none"])
    var strategy = try Registry(linkedPlugins).strategy(rule, combination: ["every": "2"])
    let agreed = try weights(&strategy, conflicting, step: 0).weights
    var context = StepContext.first
    try strategy.stepEnded(in: &context)
    var resumed = try Registry(linkedPlugins).strategy(rule, combination: ["every": "2"])
    try resumed.restore(strategy.state())
    #expect(resumed.need == .cotangents)
    try resumed.stepEnded(in: &context)
    #expect(try weights(&resumed, Rows([[1, 0], [0, 3]]), step: 2).weights != agreed)
  }

  @Test(arguments: ["gradvac", "nash-mtl", "pcd"])
  func `memory is kept apart by stage`(name: String) throws {
    let tiny = try TinyNetwork()
    var strategy = try Registry(linkedPlugins).strategy(ComponentByName(name, ["scope": "stage"]))
    _ = try tiny.differentiate(with: &strategy, step: 0)
    let numbers = try strategy.state().numbers
    for stage in 1...3 { #expect(numbers.keys.contains { $0.hasSuffix("/stage \(stage)") }, "\(numbers.keys)") }
  }

  @Test func `memory of another network is refused`() throws {
    var strategy = try Registry(linkedPlugins).strategy("nash-mtl")
    try strategy.restore(StrategyState(numbers: ["alpha/backbone": [1, 1, 1]]))
    let error = try #require(throws: ModelError.self) { _ = try weights(&strategy, conflicting) }
    #expect("\(error)" == "'alpha' of backbone was saved with 3 numbers; this network has 2")
  }

  @Test func `orders differ between steps and stages, and come back`() {
    func order(_ purpose: String, step: Int) -> [[Int]] {
      let context = StepContext(step: step, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
      var random = context.random(purpose)
      return VisitingOrder.draw(7, &random)
    }
    let first = order("pcgrad order of backbone", step: 0)
    for (i, others) in first.enumerated() { #expect(others.sorted() == (0..<7).filter { $0 != i }) }
    #expect(order("pcgrad order of backbone", step: 0) == first)
    #expect(order("pcgrad order of backbone", step: 1) != first)
    #expect(order("pcgrad order of stage 2", step: 0) != first)
  }

  @Test func `negative weights are reported`() throws {
    var strategy = try Registry(linkedPlugins).strategy("imtl-g")
    #expect(try weights(&strategy, Rows([[1, 0.5, 0], [1, -0.5, 0], [1, 0, 0.1]])).reports == ["negative-weights"])
  }

  @Test(arguments: [
    "mgda", "pcgrad", "gradvac", "cagrad", "imtl-g", "config", "nash-mtl", "fairgrad", "aligned-mtl", "upgrad",
    "dualproj", "pcd", "graddrop",
  ])
  func `a rule keeps the laws with every stage apart`(name: String) throws {
    let type = try #require(Registry(linkedPlugins).strategies[name])
    #expect(try StrategyLaws.violations(of: type, keys: ["scope": "stage"]) == [])
  }

  // MARK: - Refusals

  private func message(
    _ rule: ComponentByName, exits: Int, combination: [String: String] = [:]
  ) throws -> String {
    let error = try #require(throws: (any Error).self) {
      var strategy = try Registry(linkedPlugins).strategy(rule, combination: combination)
      let group = { (exit: Int) in ParameterGroup(name: "stage \(exit + 1)", parameters: [], exits: exit..<exits) }
      try strategy.prepare(for: Topology(stages: (0..<exits).map(group), heads: (0..<exits).map(group)))
    }
    if let recipe = error as? RecipeError { return recipe.problems.map(\.message).joined() }
    return "\(error)"
  }

  @Test func `what cannot work is refused before the first step`() throws {
    #expect(
      try message("upgrad", exits: 3, combination: ["preference": "[1, 2]"])
        == "'preference' has 2 entries, but the network has 3 exits")
    #expect(
      try message("config", exits: 2, combination: ["preference": "[0, 0]"])
        == "'preference' must not be negative, and not 0 for every exit")
    #expect(
      try message(ComponentByName("pcd", ["primary": "4"]), exits: 3)
        == "'primary' is exit 4, but the network has 3 exits")
    #expect(
      try message(ComponentByName("pcd", ["primary": "1", "scope": "stage"]), exits: 3)
        == "exit 1 does not reach every stage")
    #expect(
      try message("cagrad", exits: 13)
        == "strategy 'cagrad' is solved for up to 12 exits; this network has 13")
    #expect(
      try message("mgda", exits: 13)
        == "strategy 'mgda' is solved for up to 12 exits; this network has 13: use 'solver: frank-wolfe'")
  }
}
