import Testing
import WorkbenchCore
import WorkbenchTesting

/// Where exits stand, and which parameters they reach.
@Suite struct NetworkTests {
  private let plain = WeightedLosses([1, 1, 1])

  @Test func `fewer exits leave the trunk as it is`() throws {
    let (all, some) = (try TinyNetwork(), try TinyNetwork(exits: [0, 2]))
    #expect(some.network.stages == [0..<1, 1..<3])
    #expect(some.network.exits.map(\.number) == [1, 2])
    let outputs = try all.network(all.images, .evaluation, strategy: plain)
    let fewer = try some.network(some.images, .evaluation, strategy: plain)
    #expect(fewer.count == 2)
    for (few, index) in zip(fewer, [0, 2]) {
      for (a, b) in zip(few.features, outputs[index].features) { #expect(try a.bytes() == b.bytes()) }
    }
    #expect(try fewer[0].logits.bytes() == outputs[0].logits.bytes())
  }

  @Test func `stages and heads part the parameters among them`() throws {
    let network = try TinyNetwork(exits: [0, 2]).network
    let topology = network.topology
    #expect(topology.stages.map(\.name) == ["stage 1", "stage 2"])
    #expect(topology.heads.map(\.name) == ["head 1", "head 2"])
    #expect(topology.stages.map(\.exits) == [0..<2, 1..<2])
    #expect(topology.heads.map(\.exits) == [0..<1, 1..<2])
    let names = (topology.stages + topology.heads).flatMap { $0.parameters.map(\.name) }
    #expect(Set(names).count == names.count)
    #expect(Set(names) == Set(network.scope.parameters.map(\.name)))
    #expect(
      topology.stages[1].parameters.allSatisfy { $0.name.hasPrefix("blocks.1.") || $0.name.hasPrefix("blocks.2.") })
  }

  @Test func `no exit reaches what stands behind it`() throws {
    let tiny = try TinyNetwork()
    let outputs = try tiny.network(tiny.images, .training(seed: 0, step: 0), strategy: plain)
    let topology = tiny.network.topology
    for (exit, output) in outputs.enumerated() {
      let loss = try output.logits.crossEntropy(tiny.labels)
      for group in topology.stages + topology.heads where !group.exits.contains(exit) {
        let found = try gradients(of: [loss], for: group.parameters.map(\.value), keepingGraph: true)
        #expect(found.allSatisfy { $0 == nil }, "\(group.name) from exit \(exit + 1)")
      }
    }
  }
}
