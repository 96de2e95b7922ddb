import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// A vision transformer's shapes, what partitioning does to its embedding, and what it refuses.
@Suite struct VisionTransformerTests {
  private static let keys = ["patch": "8", "embedding": "12", "depth": "3"]

  private func network(
    _ keys: [String: String] = keys, head: ComponentByName = "class-token", exits: [Int]? = nil, width: Int = 32
  ) throws -> Network {
    try Registry(linkedPlugins).network(
      backbone: ComponentByName("vit", keys), head: head,
      input: ImageShape(channels: 3, height: 32, width: width), classes: 10, exits: exits, seed: 1, type: .float64)
  }

  private func images(width: Int = 32) throws -> Tensor {
    var random = RandomStream(seed: 1, purpose: "images")
    return try Tensor((0..<2 * 3 * 32 * width).map { _ in random.normal() }, [2, 3, 32, width]).inPreferredLayout()
  }

  private func message(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\((error as? RecipeError)?.problems[0].message ?? "\(error)")"
    }
  }

  @Test func `the default has the parameters of vit_tiny_patch16_224`() throws {
    let network = try Registry(linkedPlugins).network(
      backbone: "vit", head: "class-token", input: ImageShape(channels: 3, height: 224, width: 224), classes: 1000,
      exits: [11])
    #expect(network.scope.parameters.reduce(0) { $0 + $1.value.count } == 5_717_416)
    #expect(network.backbone.blocks[11] == [ImageShape(channels: 192, height: 197, width: 1)])
  }

  @Test func `the maps for pictures are the patches where they lie`() throws {
    let network = try network(width: 48)
    // Token 0 is the class's; 4 rows of 6 patches follow.
    let column = try Tensor((0..<25).map(Double.init), [1, 1, 25, 1])
    let maps = try network.backbone.featureMaps(of: column)
    #expect(maps.shape == [1, 1, 4, 6])
    #expect(try maps.elements(as: Double.self) == (1..<25).map(Double.init))
  }

  @Test(arguments: ["token", "average"])
  func `exits stand after the chosen layers alone`(pool: String) throws {
    let network = try network(head: ComponentByName("class-token", ["pool": pool]), exits: [0, 2])
    #expect(network.stages == [0..<1, 1..<3])
    let outputs = try network(images(), .evaluation, strategy: Registry(linkedPlugins).strategy("sum"))
    #expect(outputs.map(\.logits.shape) == [[2, 10], [2, 10]])
    #expect(outputs.map(\.embedding.shape) == [[2, 12], [2, 12]])
  }

  @Test func `patches are told apart by their positions, and images by their pixels`() throws {
    let network = try network()
    let outputs = try network(images(), .evaluation, strategy: Registry(linkedPlugins).strategy("sum"))
    let logits: [Double] = try outputs[2].logits.elements()
    #expect(zip(logits[..<10], logits[10...]).contains { abs($0 - $1) > 1e-6 })
  }

  @Test func `partitioned, an exit trains its own half of the embedding and the deeper exits the other`() throws {
    let network = try network(exits: [0, 2])
    let strategy = try Registry(linkedPlugins).strategy(ComponentByName("dfs", ["exit-sees": "own"]))
    let features = try network.backbone.block(0, [images()], .evaluation)[0]
    let branch = try strategy.branch([features], at: Exit(index: 0, count: 2))
    let labels = try Tensor(integers: [3, 7])
    let own = try network.heads[0](branch.head, .evaluation).logits.crossEntropy(labels)
    let deeper = try network.heads[1](
      network.backbone.block(2, network.backbone.block(1, branch.trunk, .evaluation), .evaluation), .evaluation
    ).logits.crossEntropy(labels)
    func reached(_ loss: Tensor) throws -> [Bool] {
      let gradient = try #require(try gradients(of: [loss], for: [features], keepingGraph: true)[0])
      #expect(gradient.shape == [2, 12, 17, 1])
      return try gradient.absolute().sum(dims: [0, 2, 3]).elements(as: Double.self).map { $0 > 0 }
    }
    #expect(try reached(own) == [Bool](repeating: false, count: 6) + [Bool](repeating: true, count: 6))
    #expect(try reached(deeper) == [Bool](repeating: true, count: 6) + [Bool](repeating: false, count: 6))
  }

  @Test func `dropout depends on the step alone`() throws {
    let network = try network(Self.keys.merging(["dropout": "0.5"]) { $1 })
    let strategy = try Registry(linkedPlugins).strategy("sum")
    func logits(_ mode: Mode) throws -> [Double] {
      try network(images(), mode, strategy: strategy)[2].logits.elements()
    }
    let first = try logits(.training(seed: 1, step: 1))
    #expect(try logits(.training(seed: 1, step: 1)) == first)
    #expect(try logits(.training(seed: 1, step: 2)) != first)
    #expect(try logits(.evaluation) != first)
  }

  @Test func `what does not divide is refused`() throws {
    #expect(
      message { try network(["patch": "12"]) }
        == "images of 32 x 32 pixels cannot be cut into patches of side 12")
    #expect(
      message { try network(["attention-heads": "5"]) }
        == "5 attention heads cannot share an embedding of 192 numbers evenly")
  }
}
