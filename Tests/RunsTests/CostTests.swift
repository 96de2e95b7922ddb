import Files
import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// What exits cost, against the reference's counts.
@Suite(.serialized) struct CostTests {
  private struct Golden: Decodable {
    let msdnet: Model
    let imageNet: Model
    let resNet: Model
    let adapted: Model
    let vgg: Model
    let vggWithoutReferencing: Model
    let vggAdapted: Model

    enum CodingKeys: String, CodingKey {
      case msdnet = "msdnet_cifar100"
      case imageNet = "msdnet_imagenet"
      case resNet = "resnet18_sdn"
      case adapted = "resnet18_dns"
      case vgg = "vgg7_64_dsn_or_dfs"
      case vggWithoutReferencing = "vgg7_64_dfs_nofr"
      case vggAdapted = "vgg7_64_with_adaptation"
    }

    /// Counts with all earlier heads, and, for residual networks, with an exit's own head alone.
    struct Model: Decodable {
      let cumulativeOperations: [Int]
      let cumulativeProducts: [Int]?
      let cumulativeParameters: [Int]
      let ownProducts: [Int]?
      let ownParameters: [Int]?
      let totalParameters: Int

      enum CodingKeys: String, CodingKey {
        case cumulativeOperations = "ops_cumulative"
        case cumulativeProducts = "mac_cumulative"
        case cumulativeParameters = "params_cumulative"
        case ownProducts = "mac_own"
        case ownParameters = "params_own"
        case totalParameters = "params_total"
      }
    }
  }

  private static func registry() throws -> Registry { try Registry(linkedPlugins) }

  private static let small = ImageShape(channels: 3, height: 32, width: 32)

  private static func msdnet() throws -> Network {
    try registry().network(backbone: "msdnet", head: "msdnet-classifier", input: small, classes: 100)
  }

  private static func resNet(adaptation: Bool) throws -> Network {
    try registry().network(
      backbone: "resnet", head: ComponentByName("gated-separable", ["adaptation": "\(adaptation)"]), input: small,
      classes: 100)
  }

  private func costs(
    of network: Network, _ input: ImageShape = small, strategy: ComponentByName = "sum"
  ) throws -> ExitCosts {
    try ExitCosts(of: network, input: input, strategy: Self.registry().strategy(strategy))
  }

  // MARK: - The way to every exit

  @Test func `MSDNet for CIFAR costs what the reference counts`() throws {
    let golden: Golden = try GoldenFile.read("costs")
    let costs = try costs(of: Self.msdnet())
    #expect(costs.cumulativeOperations == golden.msdnet.cumulativeOperations)
    #expect(costs.cumulativeParameters == golden.msdnet.cumulativeParameters)
    #expect(costs.totalParameters == golden.msdnet.totalParameters)
    // Two convolutions to 128 channels on 4x4 and 2x2 positions, and a linear map.
    let heads = [320, 448, 320, 448, 576, 384, 512].map { $0 * 128 * 9 * 16 + 128 * 128 * 9 * 4 + 128 * 100 }
    #expect(try costs.multiplyAccumulates == own(golden.msdnet, heads: heads))
    #expect(costs.skippedMultiplyAccumulates == 0)
  }

  @Test func `MSDNet for ImageNet costs what the reference counts`() throws {
    let golden: Golden = try GoldenFile.read("costs")
    let input = ImageShape(channels: 3, height: 224, width: 224)
    let network = try Self.registry().network(
      backbone: ComponentByName(
        "msdnet",
        [
          "blocks": "5", "base": "4", "step": "4", "channels": "32", "scales": "[1, 2, 4, 4]",
          "bottleneck": "[1, 2, 4, 4]", "stem": "large",
        ]),
      head: ComponentByName("msdnet-classifier", ["channels": "0"]), input: input, classes: 1000)
    let costs = try costs(of: network, input)
    #expect(costs.cumulativeOperations == golden.imageNet.cumulativeOperations)
    #expect(costs.cumulativeParameters == golden.imageNet.cumulativeParameters)
    #expect(costs.totalParameters == golden.imageNet.totalParameters)
    let heads = [384, 384, 352, 304, 560].map { $0 * $0 * 9 * (16 + 4) + $0 * 1000 }
    #expect(try costs.multiplyAccumulates == own(golden.imageNet, heads: heads))
  }

  /// The reference's counts without the heads of earlier exits.
  private func own(_ model: Golden.Model, heads: [Int]) throws -> [Int] {
    try #require(model.cumulativeProducts).enumerated().map { $1 - heads[..<$0].reduce(0, +) }
  }

  @Test func `ResNet-18 costs what the reference counts`() throws {
    let golden: Golden = try GoldenFile.read("costs")
    let costs = try costs(of: Self.resNet(adaptation: false))
    #expect(costs.multiplyAccumulates == golden.resNet.ownProducts)
    #expect(costs.cumulativeOperations == golden.resNet.cumulativeOperations)
    #expect(costs.parameters == golden.resNet.ownParameters)
    #expect(costs.cumulativeParameters == golden.resNet.cumulativeParameters)
    #expect(costs.totalParameters == golden.resNet.totalParameters)
  }

  @Test func `ResNet-18 with adaptation has the reference's parameters`() throws {
    let golden: Golden = try GoldenFile.read("costs")
    let network = try Self.resNet(adaptation: true)
    #expect(network.scope.parameters.reduce(0) { $0 + $1.value.count } == golden.adapted.totalParameters)
  }

  private static func vgg(adaptation: Int = 0) throws -> Network {
    try registry().network(
      backbone: ComponentByName("vgg", ["split": "0.5"]),
      head: ComponentByName("pooled-split-linear", ["adaptation": "\(adaptation)"]), input: small, classes: 100)
  }

  @Test func `VGG7 costs what the reference counts, and less where there is nothing to refer to`() throws {
    let golden: Golden = try GoldenFile.read("costs")
    let network = try Self.vgg()
    for (strategy, expected) in [
      ("sum", golden.vgg), (ComponentByName("dfs", ["exit-sees": "own"]), golden.vgg),
      (ComponentByName("dfs", ["referencing": "false"]), golden.vggWithoutReferencing),
    ] as [(ComponentByName, Golden.Model)] {
      let costs = try costs(of: network, strategy: strategy)
      #expect(costs.multiplyAccumulates == expected.ownProducts)
      #expect(costs.cumulativeOperations == expected.cumulativeOperations)
      #expect(costs.parameters == expected.ownParameters)
      #expect(costs.cumulativeParameters == expected.cumulativeParameters)
      #expect(costs.totalParameters == expected.totalParameters)
    }
  }

  @Test func `VGG7 with adaptation has the reference's parameters`() throws {
    let golden: Golden = try GoldenFile.read("costs")
    let network = try Self.vgg(adaptation: 4)
    #expect(network.scope.parameters.reduce(0) { $0 + $1.value.count } == golden.vggAdapted.totalParameters)
  }

  @Test func `VGG16 for ImageNet costs what the reference counts`() throws {
    let input = ImageShape(channels: 3, height: 224, width: 224)
    let network = try Self.registry().network(
      backbone: ComponentByName("vgg", ["layout": "vgg16-64", "split": "0.5"]), head: "pooled-split-linear",
      input: input, classes: 1000)
    let costs = try costs(of: network, input)
    let millions = costs.multiplyAccumulates.map { (Double($0) / 1e4).rounded() / 100 }
    #expect(
      millions == [
        86.77, 1936.46, 2861.36, 4711.05, 5636.02, 7485.71, 9335.40, 10260.50, 12110.19, 13959.88, 14422.30, 14884.72,
        15347.14,
      ])
    #expect(
      costs.parameters == [
        65_920, 102_912, 240_896, 388_608, 812_032, 1_402_368, 1_992_704, 3_429_376, 5_789_696, 8_150_016, 10_510_336,
        12_870_656, 15_230_976,
      ])
    #expect(costs.totalParameters == 18_942_976)
  }

  // MARK: - What stopped channels save

  @Test(arguments: [
    (beta: 0.1, all: 7.7, own: 8.0), (0.3, 6.3, 7.4), (0.5, 4.9, 6.7), (0.7, 3.5, 6.1), (0.9, 1.2, 5.1),
  ])
  func `MSDNet trains with the savings that partitioning promises`(beta: Double, all: Double, own: Double) throws {
    let network = try Self.msdnet()
    for (view, expected) in [("all", all), ("own", own)] {
      let strategy = ComponentByName("dfs", ["beta": String(beta), "exit-sees": view])
      let percent = 100 * (try costs(of: network, strategy: strategy)).skippedShare
      // The expected percentages were rounded twice: 5.0498 became 5.05 became 5.1.
      #expect(abs(percent - expected) < 0.055, "exit sees \(view): \(percent)")
    }
  }

  @Test func `VGG7 trains with the savings that partitioning promises`() throws {
    let costs = try costs(of: Self.vgg(), strategy: ComponentByName("dfs", ["exit-sees": "own"]))
    // Half the input gradient of every convolution but the first.
    let convolutions = [(64, 64, 32), (64, 128, 16), (128, 128, 16), (128, 256, 8), (256, 256, 8)]
    #expect(costs.skippedMultiplyAccumulates == convolutions.map { $0 / 2 * $1 * 9 * $2 * $2 }.reduce(0, +))
    #expect(abs(100 * costs.skippedShare - 16.5) < 0.05)
  }

  @Test func `ResNet-18 trains with the savings that partitioning promises`() throws {
    let network = try Self.resNet(adaptation: false)
    let costs = try costs(of: network, strategy: ComponentByName("dfs", ["exit-sees": "own"]))
    // Stages 2 to 4 begin with a 3x3 and a 1x1 convolution of stride 2, which read stopped channels as half their input.
    let stages = [(64, 16), (128, 8), (256, 4)].map { inputs, side in side * side * inputs / 2 * 2 * inputs * (9 + 1) }
    // The gates begin with depthwise convolutions, which compute all of their input gradient.
    #expect(costs.skippedMultiplyAccumulates == stages.reduce(0, +))
    #expect((costs.trainingMultiplyAccumulates + 50_000) / 100_000 == 17_446)
    #expect(abs(100 * costs.skippedShare - 1.8) < 0.05)
  }
}
