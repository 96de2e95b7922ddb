import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

/// How MSDNet's knobs shape its blocks, against widths worked out by hand.
@Suite struct MSDNetTests {
  private func blocks(_ keys: [String: String]) throws -> [[ImageShape]] {
    let registry = try Registry(linkedPlugins)
    let type = try #require(registry.backbones["msdnet"])
    let backbone = try type.init(
      Settings(for: type.settings, keys), scope: Scope(seed: 0),
      input: ImageShape(channels: 3, height: 32, width: 32))
    return backbone.blocks
  }

  /// Channels at the sides 32, 16 and 8, of which the coarsest are left.
  private func shapes(_ channels: [Int]...) -> [[ImageShape]] {
    channels.map { channels in
      zip(channels, [32, 16, 8].suffix(channels.count)).map { ImageShape(channels: $0, height: $1, width: $1) }
    }
  }

  @Test func `the default is the network for CIFAR`() throws {
    #expect(
      try blocks([:])
        == shapes(
          [80, 160, 320], [112, 224, 448], [160, 320], [224, 448], [288, 576], [384], [512]))
  }

  @Test func `lin-grow adds one more step of layers with every block`() throws {
    // Layers 1 | 2 3 | 4 5 6 | 7 8 9 10; a scale is dropped at layers 5 and 9, where the width is halved.
    #expect(
      try blocks(["blocks": "4", "base": "1", "step": "1", "step-mode": "lin-grow"])
        == shapes([32, 64, 128], [64, 128, 256], [128, 256], [288]))
  }

  @Test func `prune min keeps every scale as long as the exits allow, and reduces at thirds`() throws {
    // Layers 1 2 | 3 4 | 5 6; the width is halved after layers 2 and 4, scales are dropped at layers 5 and 6.
    #expect(
      try blocks(["blocks": "3", "base": "2", "step": "2", "prune": "min"])
        == shapes([24, 48, 96], [28, 56, 112], [240]))
  }

  @Test func `without reduction widths only grow`() throws {
    #expect(
      try blocks(["blocks": "3", "base": "2", "step": "2", "prune": "min", "reduction": "0"])
        == shapes([48, 96, 192], [80, 160, 320], [448]))
  }

  @Test func `one scale is a dense network`() throws {
    #expect(
      try blocks(["blocks": "2", "base": "1", "step": "2", "scales": "[1]", "bottleneck": "[0]", "growth": "6"])
        == [[ImageShape(channels: 22, height: 32, width: 32)], [ImageShape(channels: 34, height: 32, width: 32)]])
  }
}
