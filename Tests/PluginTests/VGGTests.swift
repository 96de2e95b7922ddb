import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// VGG networks whole and split, and what they refuse.
@Suite struct VGGTests {
  private static let input = ImageShape(channels: 3, height: 32, width: 32)

  private func network(_ backbone: [String: String], head: ComponentByName) throws -> Network {
    try Registry(linkedPlugins).network(
      backbone: ComponentByName("vgg", backbone), head: head, input: Self.input, classes: 10, type: .float64)
  }

  private func split(_ share: String) throws -> Network {
    try network(["split": share], head: ComponentByName("pooled-split-linear", ["split": share]))
  }

  @Test func `widths and sides are those of the published layouts`() throws {
    func shapes(_ blocks: (Int, Int)...) -> [[ImageShape]] {
      blocks.map { [ImageShape(channels: $0, height: $1, width: $1)] }
    }
    #expect(
      try network([:], head: "pooled-linear").backbone.blocks
        == shapes((64, 32), (64, 16), (128, 16), (128, 8), (256, 8), (256, 4)))
    #expect(
      try network(["layout": "vgg16-64"], head: "pooled-linear").backbone.blocks
        == shapes(
          (64, 32), (64, 16), (128, 16), (128, 8), (256, 8), (256, 8), (256, 4), (512, 4), (512, 4), (512, 2), (512, 2),
          (512, 2), (512, 1)))
  }

  @Test func `an undivided network computes what a split one with the same numbers computes`() throws {
    let parts = try split("0.3")
    let whole = try network([:], head: "pooled-linear")
    let weights = Dictionary(uniqueKeysWithValues: parts.scope.parameters.map { ($0.name, $0.value) })
    try withoutGradients {
      for parameter in whole.scope.parameters {
        let prefix = parameter.name.dropLast("weight".count)
        if let value = weights[parameter.name] {
          try parameter.value.assign(value)
        } else if let shared = weights[prefix + "shared.weight"], let own = weights[prefix + "own.weight"] {
          try parameter.value.assign(Tensor.concatenated([shared, own], dim: 1))
        } else {
          try parameter.value.assign(parameter.value.filled(with: 0))
        }
      }
    }
    let images = try goldenTensor([2, 3, 32, 32], salt: 1)
    for name in ["sum", "dfs"] {
      let strategy = try Registry(linkedPlugins).strategy(ComponentByName(name, name == "dfs" ? ["beta": "0.3"] : [:]))
      let mode = Mode.training(seed: 0, step: 0)
      for (a, b) in try zip(whole(images, mode, strategy: strategy), parts(images, mode, strategy: strategy)) {
        let (first, second): ([Double], [Double]) = try (a.logits.detached().elements(), b.logits.detached().elements())
        #expect(zip(first, second).allSatisfy { abs($0 - $1) < 1e-12 })
      }
    }
  }

  /// The parameters that the sum of all losses does not reach.
  private func unreached(_ network: Network, _ strategy: ComponentByName) throws -> [String] {
    var strategy = try Registry(linkedPlugins).strategy(strategy)
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let images = try goldenTensor([2, 3, 32, 32], salt: 1)
    let outputs = try network(images, .training(seed: 0, step: 0), strategy: strategy)
    let losses = try strategy.losses(of: outputs, labels: Tensor(integers: [1, 2]), in: &context)
    _ = try GradientEngine(network.topology).accumulate(losses, of: outputs, strategy: &strategy, in: &context)
    return network.scope.parameters.filter { $0.value.gradient == nil }.map(\.name)
  }

  @Test func `weights of what is neither seen nor referred to get no gradient`() throws {
    let network = try split("0.5")
    let alone = ComponentByName("dfs", ["referencing": "false"])
    #expect(
      try unreached(network, alone)
        == (1...5).map { "blocks.\($0).conv.own.weight" } + (0...4).map { "heads.\($0).linear.shared.weight" })
    #expect(try unreached(network, "dfs") == [])
    #expect(try unreached(network, "sum") == [])
  }

  @Test func `a split that another share of the strategy cuts through is computed whole`() throws {
    let alone = ComponentByName("dfs", ["referencing": "false", "beta": "0.25"])
    // Of 64 channels 16 are shared, but the weights are divided at 32: the exit's own channels begin inside the first part.
    let unreached = try unreached(split("0.5"), alone)
    #expect(unreached == (1...5).map { "blocks.\($0).conv.own.weight" })
  }

  @Test(arguments: ["0", "1"])
  func `with an empty part there is one weight`(share: String) throws {
    let network = try split(share)
    let name = share == "0" ? "own" : "shared"
    #expect(
      network.scope.parameters.map(\.name).filter { $0.contains("shared") || $0.contains("own") }
        == (1...5).map { "blocks.\($0).conv.\(name).weight" } + (0...5).map { "heads.\($0).linear.\(name).weight" })
    // At a share of 0 or 1 without referencing, one side sees nothing but zeros: its weight stays in the sum.
    #expect(try unreached(network, ComponentByName("dfs", ["referencing": "false", "beta": share])) == [])
  }

  @Test func `images that cannot be halved so often are refused`() throws {
    let message = "'vgg16-64' halves images 5 times, and these have 28 x 28 pixels"
    do {
      _ = try Registry(linkedPlugins).network(
        backbone: ComponentByName("vgg", ["layout": "vgg16-64"]), head: "pooled-linear",
        input: ImageShape(channels: 1, height: 28, width: 28), classes: 10)
      Issue.record("no error")
    } catch let error as RecipeError {
      #expect(error.problems.map(\.message) == [message])
      #expect(error.problems.map(\.hint) == ["use images of at least 32 x 32 pixels"])
    }
  }

  @Test func `features that cannot be pooled to a square map are refused`() throws {
    do {
      _ = try network([:], head: ComponentByName("pooled-split-linear", ["adaptation": "3"]))
      Issue.record("no error")
    } catch let error as RecipeError {
      #expect(error.problems.map(\.message) == ["features of 32 x 32 cannot be pooled to side 3"])
      #expect(error.problems.map(\.hint) == ["sides must be square and a multiple of it"])
    }
  }
}
