import Testing
import WorkbenchCore
import WorkbenchTesting

/// Two processes with half a batch each must take the step of one process that passes the halves as micro-batches.
@Suite struct GradientReductionTests {
  /// One of two processes with equal halves of a batch: averages what it has with what the other, which ran before, wrote down.
  private final class Half: GradientReduction {
    private let other: Half?
    private var pending: [[Tensor]] = []
    private var tensors: [[Tensor]] = []
    private var numbers: [[Double]] = []

    init(after other: Half? = nil) { self.other = other }

    func begin(_ gradients: [Tensor]) throws { pending.append(gradients) }

    func finish() throws {
      for gradients in pending {
        let own = try gradients.map { try $0.copied() }
        if let others = other?.tensors[tensors.count] {
          #expect(others.map(\.shape) == own.map(\.shape))
          for (gradient, other) in zip(gradients, others) {
            try gradient.add(other)
            try gradient.scale(by: 0.5)
          }
        }
        tensors.append(own)
      }
      pending = []
    }

    func sum(_ numbers: [Double]) -> [Double] {
      let others = other?.numbers[self.numbers.count]
      self.numbers.append(numbers)
      return others.map { zip(numbers, $0).map { ($0 + $1) / 2 } } ?? numbers
    }
  }

  private struct Step {
    var losses: [Double]
    var gradients: [[Double]?]
    var strategy: any GradientStrategy
    var telemetry: StepTelemetry
  }

  private func step(
    _ strategy: any GradientStrategy, samples: Range<Int>, _ reduction: any GradientReduction = OneProcess()
  ) throws -> Step {
    let tiny = try TinyNetwork()
    var strategy = strategy
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let batch = LabelledBatch(
      images: try tiny.images.narrowed(dim: 0, samples), labels: try tiny.labels.narrowed(dim: 0, samples))
    let halves = try MicroBatches(of: batch, size: 3, for: tiny.network, .training(seed: 0, step: 0))
    let result = try GradientEngine(tiny.network.topology, reduction: reduction)
      .accumulate(halves, strategy: &strategy, in: &context, measuring: .stage)
    return Step(
      losses: result.losses, gradients: try tiny.gradients(), strategy: strategy, telemetry: context.telemetry)
  }

  enum Way: CaseIterable {
    case losses, firstStage, gram, gramOfStages, rows, cotangents

    var strategy: any GradientStrategy {
      switch self {
      case .losses: WeightedLosses([1, 2, -1])
      case .firstStage: FirstStage()
      case .gram: WeightedGradients([1, 2, -1], .backbone)
      case .gramOfStages: WeightedGradients([0.5, 1, 2], .stage)
      case .rows: SummedRows(.stage)
      case .cotangents: Merged { (1, Double($0.number)) }
      }
    }
  }

  private func expectClose(_ a: [Double], _ b: [Double]) {
    #expect(a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) }, "\(a), not \(b)")
  }

  @Test(arguments: Way.allCases) func `two processes take the step of one`(way: Way) throws {
    let whole = try step(way.strategy, samples: 0..<6)
    let first = Half()
    let alone = try step(way.strategy, samples: 0..<3, first)
    let both = try step(way.strategy, samples: 3..<6, Half(after: first))
    expectClose(both.losses, whole.losses)
    #expect(alone.losses != whole.losses)
    for (a, b) in zip(both.gradients, whole.gradients) { expectClose(a ?? [], b ?? []) }
    for (a, b) in zip(both.telemetry.conflicts, whole.telemetry.conflicts) {
      for i in 0..<a.gram.count {
        let row = 0..<a.gram.count
        expectClose(row.map { a.gram[i, $0] }, row.map { b.gram[i, $0] })
      }
      expectClose(a.updateProducts, b.updateProducts)
    }
    // What was chosen from is that of the whole batch, too.
    let seen = { (strategy: any GradientStrategy) in
      (strategy as? WeightedGradients)?.seen ?? (strategy as? FirstStage)?.seen ?? []
    }
    for (a, b) in zip(seen(both.strategy), seen(whole.strategy)) {
      for i in 0..<a.count { for j in 0..<a.count { expectClose([a[i, j]], [b[i, j]]) } }
    }
    if let a = both.strategy as? WeightedGradients, let b = whole.strategy as? WeightedGradients {
      for (a, b) in zip(a.seenLosses, b.seenLosses) { expectClose(a, b) }
    }
  }
}
