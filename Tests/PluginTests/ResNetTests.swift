import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// Residual networks of every depth.
@Suite(.serialized) struct ResNetTests {
  private func network(_ keys: [String: String], side: Int = 32) throws -> Network {
    try Registry(linkedPlugins).network(
      backbone: ComponentByName("resnet", keys), head: "gated-separable",
      input: ImageShape(channels: 3, height: side, width: side), classes: 100)
  }

  private func shapes(_ channels: [Int], _ sides: [Int]) -> [[ImageShape]] {
    zip(channels, sides).map { [ImageShape(channels: $0, height: $1, width: $1)] }
  }

  @Test(arguments: [
    ("18", 12_283_344, 64), ("34", 22_391_504, 64), ("50", 38_426_576, 256), ("101", 57_418_704, 256),
    ("152", 73_062_352, 256),
  ])
  func `a depth has the reference's number of parameters`(depth: String, parameters: Int, width: Int) throws {
    let network = try network(["depth": depth])
    #expect(network.scope.parameters.reduce(0) { $0 + $1.value.count } == parameters)
    #expect(network.backbone.blocks == shapes([width, 2 * width, 4 * width, 8 * width], [32, 16, 8, 4]))
  }

  @Test func `the large stem quarters the size`() throws {
    #expect(
      try network(["depth": "50", "stem": "large"], side: 64).backbone.blocks
        == shapes([256, 512, 1024, 2048], [16, 8, 4, 2]))
  }

  @Test func `a bottleneck network is partitioned by its real widths`() throws {
    let network = try network(["depth": "50"])
    let strategies = try ["dfs", "sum"].map {
      try Registry(linkedPlugins).strategy(ComponentByName($0, $0 == "dfs" ? ["exit-sees": "own"] : [:]))
    }
    let images = try goldenTensor([2, 3, 32, 32], salt: 1, type: .float32)
    let labels = try Tensor(integers: [3, 10])
    let losses = try strategies.map { strategy in
      try network(images, .training(seed: 0, step: 0), strategy: strategy).map { try $0.logits.crossEntropy(labels) }
    }
    // Referencing changes gradients alone.
    #expect(try losses[0].map { try $0.item() } == losses[1].map { try $0.item() })
    let first = network.scope.parameters.filter { $0.name.hasPrefix("blocks.0.units.2.last.norm.weight") }.map(\.value)
    let gradient = try #require(try gradients(of: [losses[0][0]], for: first)[0])
    let values: [Float] = try gradient.elements()
    // Exit 1 trains its own half of the 256 channels only.
    #expect(values.count == 256)
    #expect(values[..<128].allSatisfy { $0 == 0 })
    #expect(values[128...].contains { $0 != 0 })
  }

  @Test func `published names tell the convolutions of a bottleneck apart`() throws {
    let names = try #require(try network(["depth": "50", "stem": "large"]).backbone.publishedNames.first)
    #expect(names.ofBackbone("0.stem.norm.running-mean") == "bn1.running_mean")
    #expect(names.ofBackbone("2.units.5.unit2.conv.weight") == "layer3.5.conv2.weight")
    #expect(names.ofBackbone("2.units.5.last.conv.weight") == "layer3.5.conv3.weight")
    #expect(names.ofBackbone("2.units.5.last.norm.running-variance") == "layer3.5.bn3.running_var")
    #expect(names.ofBackbone("3.units.0.shortcut.norm.bias") == "layer4.0.downsample.1.bias")
    #expect(names.ofHead("linear.bias") == "fc.bias")
    // As many as torchvision's resnet50 has, with shortcuts of all units, most of which do not exist.
    #expect(names.backbone.count == 2 + 16 * (2 * 3 + 2))
  }
}
