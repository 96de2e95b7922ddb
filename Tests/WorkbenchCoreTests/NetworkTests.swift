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

  @Test func `losses computed again are those of the weights as they are, and move no running statistics`() throws {
    let tiny = try TinyNetwork()
    var strategy: any GradientStrategy = plain
    let before = try tiny.differentiate(with: &strategy, step: 0)
    func statistics() throws -> [[Double]] { try tiny.network.scope.buffers.map { try $0.value.elements() } }
    let kept = try statistics()
    #expect(kept.contains { $0.contains { $0 != 0 && $0 != 1 } })

    func again() throws -> [Double] {
      let context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
      return try tiny.network.lossesAgain(
        tiny.images, labels: tiny.labels, .training(seed: 0, step: 0), strategy: strategy, in: context)
    }
    #expect(try again() == before)
    try withoutGradients { try tiny.network.scope.parameters[0].value.scale(by: 2) }
    #expect(try again() != before)
    #expect(try statistics() == kept)

    let mode = Mode.training(seed: 3, step: 4)
    var (first, second) = (mode.random(for: "dropout"), mode.again.random(for: "dropout"))
    #expect(first.next() == second.next())
    #expect(mode.again.isTraining)
  }
}
