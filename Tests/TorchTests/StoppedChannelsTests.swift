import Random
import Testing
import Torch

/// Gradients that stop at some channels, against splitting, detaching and joining.
@Suite struct StoppedChannelsTests {
  /// A convolution of an input some of whose channels are stopped.
  struct Case: Sendable, CustomTestStringConvertible {
    let channels: Int
    let stopped: Range<Int>
    let kernel: Int
    let stride: Int
    let hasBias: Bool
    let isChannelsLast: Bool

    var testDescription: String {
      "\(kernel)x\(kernel), stride \(stride), \(stopped) of \(channels)\(hasBias ? ", bias" : "")"
        + (isChannelsLast ? ", channels last" : "")
    }

    static let all: [Case] = (0..<40).map { index in
      var random = RandomStream(test: "stopped channels", index)
      let channels = 1 + random.below(12)
      let start = random.below(channels)
      return Case(
        channels: channels, stopped: start..<start + random.below(channels - start + 1), kernel: index % 2 == 0 ? 1 : 3,
        stride: 1 + index / 2 % 2, hasBias: random.below(2) == 0, isChannelsLast: index / 4 % 2 == 0)
    }
  }

  /// The channels of `x` with some of them replaced, joined again.
  private func replacing(_ channels: Range<Int>, of x: Tensor, _ change: (Tensor) throws -> Tensor) throws -> Tensor {
    let parts = [
      try x.narrowed(dim: 1, 0..<channels.lowerBound), try change(x.narrowed(dim: 1, channels)),
      try x.narrowed(dim: 1, channels.upperBound..<x.shape[1]),
    ]
    return try Tensor.concatenated(parts, dim: 1)
  }

  /// The values and the gradients for `leaves` of a function's result, weighted by fixed numbers.
  private func results(_ leaves: [Tensor], _ function: () throws -> Tensor) throws -> [Tensor] {
    let output = try function()
    var random = RandomStream(test: "weights")
    let weights = try random.tensor(output.shape)
    let found = try gradients(of: [(output * weights).sum()], for: leaves)
    return try [output] + zip(leaves, found).map { try $1 ?? $0.detached().filled(with: 0) }
  }

  private func expectEqual(_ found: [Tensor], _ expected: [Tensor]) throws {
    #expect(found.count == expected.count)
    for (index, (a, b)) in zip(found, expected).enumerated() {
      let distance = try a.distance(to: b)
      #expect(distance <= 1e-11, "result \(index): \(distance)")
    }
  }

  @Test(arguments: Case.all)
  func `a convolution of stopped channels equals split, detach and join`(trial: Case) throws {
    var random = RandomStream(test: "operands of \(trial)")
    let raw = try random.tensor([2, trial.channels, 6, 5])
    let leaf = trial.isChannelsLast ? try raw.inPreferredLayout() : raw
    let weight = try random.tensor([4, trial.channels, trial.kernel, trial.kernel], requiresGradient: true)
    let bias = trial.hasBias ? try random.tensor([4], requiresGradient: true) : nil
    try leaf.setRequiresGradient()
    let leaves = [leaf, weight] + (bias.map { [$0] } ?? [])
    func convolved(_ input: Tensor) throws -> Tensor {
      try input.conv2d(weight, bias: bias, stride: trial.stride, padding: trial.kernel / 2)
    }
    // Behind another operation, as in a network: what is stopped must not reach the leaf either.
    try expectEqual(
      results(leaves) { try convolved((leaf * 2).stoppingGradient(inChannels: trial.stopped)) },
      results(leaves) { try convolved(replacing(trial.stopped, of: leaf * 2) { try $0.detached() }) })
    try expectEqual(
      results(leaves) { try convolved((leaf * 2).clearing(channels: trial.stopped)) },
      results(leaves) { try convolved(replacing(trial.stopped, of: leaf * 2) { try $0.filled(with: 0) }) })
  }

  @Test(arguments: 0..<10)
  func `stops add up along joins and further stops`(index: Int) throws {
    var random = RandomStream(test: "nested stops", index)
    let x = try random.tensor([2, 6, 4, 4], requiresGradient: true)
    let y = try random.tensor([2, 5, 4, 4], requiresGradient: true)
    let weight = try random.tensor([3, 11, 1 + 2 * (index % 2), 1 + 2 * (index % 2)], requiresGradient: true)
    let start = random.below(6)
    let first = start..<start + random.below(7 - start)
    let later = random.below(11)
    let second = later..<later + random.below(12 - later)

    func graph(_ stop: (Tensor, Range<Int>) throws -> Tensor) throws -> Tensor {
      let joined = try stop(Tensor.concatenated([stop(x * 1, first), y * 1], dim: 1), second)
      // The stopped tensor is read twice, by a convolution and by an addition.
      return try joined.conv2d(weight, padding: index % 2).sum() + (joined * joined).sum()
    }
    try expectEqual(
      results([x, y, weight]) { try graph { try $0.stoppingGradient(inChannels: $1) } },
      results([x, y, weight]) { try graph { tensor, range in try replacing(range, of: tensor) { try $0.detached() } } })

    let joined = try Tensor.concatenated([x.stoppingGradient(inChannels: first), y], dim: 1)
      .stoppingGradient(inChannels: second)
    #expect(joined.stoppedChannels == ChannelRanges([first, second]))
    let swapped = try Tensor.concatenated([y, x.stoppingGradient(inChannels: first)], dim: 1)
    #expect(swapped.stoppedChannels == ChannelRanges([first]).shifted(by: 5))
  }

  @Test func `cleared channels are remembered along joins and stops, and forgotten by every other operation`() throws {
    let x = try Tensor.ones([2, 4, 1, 1])
    let cleared = try x.clearing(channels: 1..<3)
    #expect(cleared.clearedChannels == ChannelRanges([1..<3]))
    #expect(cleared.stoppedChannels == ChannelRanges([1..<3]))
    #expect(try cleared.clearing(channels: 3..<4).clearedChannels == ChannelRanges([1..<4]))
    let stopped = try cleared.stoppingGradient(inChannels: 0..<1)
    #expect(stopped.clearedChannels == ChannelRanges([1..<3]))
    #expect(stopped.stoppedChannels == ChannelRanges([0..<3]))
    #expect(try Tensor.concatenated([x, stopped], dim: 1).clearedChannels == ChannelRanges([5..<7]))
    #expect(try Tensor.concatenated([stopped, x], dim: 0).clearedChannels.isEmpty)
    #expect(try (cleared + x).clearedChannels.isEmpty)
    #expect(x.clearedChannels.isEmpty)
  }

  @Test func `a stop costs no copy: the values lie where they lay`() throws {
    let x = try Tensor.zeros([1, 2, 2, 2])
    let stopped = try x.stoppingGradient(inChannels: 0..<1)
    try x.add(Tensor.ones([1, 2, 2, 2]))
    #expect(try stopped.elements(as: Float.self) == [Float](repeating: 1, count: 8))
  }

  @Test func `a grouped convolution of stopped channels gives the right gradients, too`() throws {
    var random = RandomStream(test: "grouped")
    let x = try random.tensor([2, 4, 5, 5], requiresGradient: true)
    let weight = try random.tensor([4, 1, 3, 3], requiresGradient: true)
    try expectEqual(
      results([x, weight]) { try (x * 1).stoppingGradient(inChannels: 1..<3).conv2d(weight, padding: 1, groups: 4) },
      results([x, weight]) {
        try replacing(1..<3, of: x * 1) { try $0.detached() }.conv2d(weight, padding: 1, groups: 4)
      })
  }

  @Test func `a trace counts what stopped channels save`() throws {
    let x = try Tensor.ones([1, 4, 3, 3])
    try x.setRequiresGradient()
    let weight = try Tensor.ones([2, 4, 3, 3])
    let trace = try OperationTrace.recording {
      _ = try x.stoppingGradient(inChannels: 0..<3).conv2d(weight, padding: 1)
      _ = try x.conv2d(weight, padding: 1)
      _ = try x.detached().conv2d(weight, padding: 1)
    }
    let products = 2 * 4 * 9 * 9
    #expect(trace.records.map(\.multiplyAccumulates) == [products, products, products])
    #expect(trace.records.map(\.skippedMultiplyAccumulates) == [products / 4 * 3, 0, 0])
    #expect(trace.records.map(\.needsInputGradient) == [true, true, false])
  }
}
