import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GraphEdits

/// What the edits between blocks and exits do beyond the golden chain, which has one scale.
@Suite struct GraphEditTests {
  /// A small MSDNet, whose finer scales feed the coarser ones of later blocks.
  private func multiScaleNetwork() throws -> TinyNetwork {
    let network = try Registry(linkedPlugins).network(
      backbone: ComponentByName("msdnet", ["blocks": "3", "base": "2", "step": "1", "channels": "4", "growth": "4"]),
      head: "pooled-linear", input: ImageShape(channels: 3, height: 16, width: 16), classes: 4, type: .float64)
    return TinyNetwork(
      network, images: try goldenTensor([4, 3, 16, 16], salt: 5), labels: try Tensor(integers: [0, 1, 2, 3]))
  }

  /// The exits' gradients, one by one, at every shared parameter.
  private func rows(_ tiny: TinyNetwork) throws -> [[[Double]]] {
    let sum = try Registry(linkedPlugins).strategy("sum")
    let outputs = try tiny.network(tiny.images, .training(seed: 0, step: 0), strategy: sum)
    let shared = tiny.network.topology.stages.flatMap(\.parameters).map(\.value)
    return try outputs.map { output in
      let loss = try output.logits.crossEntropy(tiny.labels)
      return try zip(gradients(of: [loss], for: shared, keepingGraph: true), shared).map { gradient, parameter in
        try gradient?.elements() ?? [Double](repeating: 0, count: parameter.count)
      }
    }
  }

  /// How far the strategy's gradients are from the mean over the exits that reach a parameter.
  private func distanceFromMean(_ keys: [String: String]) throws -> Double {
    let tiny = try multiScaleNetwork()
    var strategy: any GradientStrategy = GradientEquilibrium(try Settings(for: GradientEquilibrium.settings, keys))
    _ = try tiny.differentiate(with: &strategy, step: 0)
    let rows = try rows(tiny)
    let stages = tiny.network.topology.stages
    var distance = 0.0
    var index = 0
    for (parameter, group) in stages.flatMap({ stage in stage.parameters.map { ($0, stage) } }) {
      let found = try parameter.value.gradient?.elements() ?? [Double](repeating: 0, count: parameter.value.count)
      for (element, value) in found.enumerated() {
        let mean = group.exits.reduce(0) { $0 + rows[$1][index][element] } / Double(group.exits.count)
        distance = max(distance, abs(value - mean))
      }
      index += 1
    }
    return distance
  }

  @Test func `equilibrium is the mean over the exits that a block serves, at all scales`() throws {
    #expect(try distanceFromMean([:]) <= 1e-15)
    #expect(try distanceFromMean(["coarsest-only": "true"]) > 1e-3)
  }

  @Test func `edits leave values alone`() throws {
    let features = [try goldenTensor([2, 3, 4, 4], salt: 1), try goldenTensor([2, 5, 2, 2], salt: 2)]
    let registry = try Registry(linkedPlugins)
    for (name, keys) in [
      ("ge", [:]), ("ge", ["coarsest-only": "true"]), ("detach", [:]), ("detach", ["where": "blocks"]), ("bdl", [:]),
    ] {
      let strategy = try registry.strategy(ComponentByName(name, keys))
      for exit in Exit.all(4).dropLast() {
        let branch = try strategy.branch(features, at: exit)
        for (found, original) in zip(branch.head + branch.trunk, features + features) {
          #expect(try found.elements(as: Double.self) == original.elements(), "\(name) \(keys), exit \(exit.number)")
        }
      }
    }
  }

  @Test(arguments: [
    ("ge", ["coarsest-only": "true"]), ("detach", ["where": "blocks"]), ("bdl", ["group-size": "1"]),
    ("bdl-overlapping", ["window": "1"]), ("boostnet", ["reweight": "1"]),
  ])
  func `every variant keeps the laws of strategies`(name: String, keys: [String: String]) throws {
    let type = try #require(try Registry(linkedPlugins).strategies[name])
    #expect(try StrategyLaws.violations(of: type, keys: keys) == [])
  }
}
