import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// `nil` when the plugins cannot be linked together, which another test finds.
private let linked = try? Registry(linkedPlugins)

/// Really leaving early gives the answers of the simulation: for every backbone with every head, every policy and every strategy.
@Suite struct InferenceTests {
  private static let trunks = [
    "msdnet": ["blocks": "3", "base": "2", "step": "1", "channels": "4", "growth": "4"],
    "vit": ["patch": "8", "embedding": "12", "depth": "3"],
  ]

  private static let pairs = (linked?.backbones.names ?? []).flatMap { backbone in
    (linked?.heads.names ?? []).map { (backbone, $0) }
  }

  private func policies(_ registry: Registry) throws -> [any ExitPolicy] {
    try registry.policies.names.compactMap { registry.policies[$0] }.map {
      try $0.init(Settings(for: $0.settings, [:]))
    }
  }

  @Test(arguments: pairs) func `a backbone and a head are the same to the engine`(pair: (String, String)) throws {
    let registry = try #require(linked)
    let network: Network
    do {
      network = try registry.network(
        backbone: ComponentByName(pair.0, Self.trunks[pair.0] ?? [:]), head: ComponentByName(pair.1),
        input: ImageShape(channels: 3, height: 32, width: 32), classes: 5)
    } catch let refusal as RecipeError {
      // A head may refuse features, such as a column of tokens, before there is a network.
      #expect(refusal.problems.contains { $0.message.contains("'\(pair.1)'") })
      return
    }
    var random = RandomStream(seed: 1, purpose: "images")
    let images = try Tensor((0..<10 * 3 * 1024).map { _ in Float(random.normal()) }, [10, 3, 32, 32])
    let strategy = try registry.strategy("sum")
    let found = try InferenceLaws.violations(
      of: network, strategy: strategy, policies: policies(registry), images: images,
      labels: [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])
    #expect(found == [])
  }

  @Test(arguments: linked?.strategies.names ?? [])
  func `what a strategy makes of the graph is the same to the engine`(name: String) throws {
    let registry = try #require(linked)
    let keys = name == "weighted" ? ["weights": "[1, 0.5, 2]"] : [:]
    let tiny = try TinyNetwork()
    var strategy = try registry.strategy(ComponentByName(name, keys))
    try strategy.prepare(for: tiny.network.topology)
    let found = try InferenceLaws.violations(
      of: tiny.network, strategy: strategy, policies: policies(registry), images: tiny.images,
      labels: tiny.labels.integers())
    #expect(found == [])
  }

  @Test func `an exit that builds on the one before is the same to the engine`() throws {
    let registry = try #require(linked)
    let network = try registry.network(
      backbone: ComponentByName("msdnet", Self.trunks["msdnet"] ?? [:]),
      head: ComponentByName("msdnet-classifier", ["inline-collaboration": "true", "channels": "6"]),
      input: ImageShape(channels: 3, height: 32, width: 32), classes: 5)
    #expect(network.heads.map(\.seesEarlierExits) == [false, true, true])
    var random = RandomStream(seed: 1, purpose: "images")
    let images = try Tensor((0..<6 * 3 * 1024).map { _ in Float(random.normal()) }, [6, 3, 32, 32])
    let found = try InferenceLaws.violations(
      of: network, strategy: registry.strategy("boostnet"), policies: policies(registry), images: images,
      labels: [0, 1, 2, 3, 4, 0])
    #expect(found == [])
  }

  @Test func `partitioned features without referencing are the same to the engine`() throws {
    let registry = try #require(linked)
    for (backbone, head) in [("vgg", "pooled-split-linear"), ("resnet", "gated-separable")] {
      let trunk = ComponentByName(backbone, backbone == "vgg" ? ["split": "0.5"] : [:])
      let network = try registry.network(
        backbone: trunk, head: ComponentByName(head), input: ImageShape(channels: 3, height: 32, width: 32), classes: 5)
      var random = RandomStream(seed: 1, purpose: "images")
      let images = try Tensor((0..<6 * 3 * 1024).map { _ in Float(random.normal()) }, [6, 3, 32, 32])
      let strategy = try registry.strategy(ComponentByName("dfs", ["referencing": "false"]))
      let found = try InferenceLaws.violations(
        of: network, strategy: strategy, policies: policies(registry), images: images, labels: [0, 1, 2, 3, 4, 0])
      #expect(found == [])
    }
  }
}
