import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GradientSelection

/// Rules that learn weights between two batches, against TorchJD and LibMTL.
@Suite struct CrossBatchTests {
  private struct Golden: Decodable {
    let steps: [Step]
    let abs_tol: Double

    struct Step: Decodable {
      let J1: [[Double]]
      let J2: [[Double]]
      let J3: [[Double]]
      let weights: [Double]
      let gradient: [Double]
    }
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  private func agrees(_ rule: some CrossBatchRule, with name: String) throws {
    let golden: Golden = try GoldenFile.read(name, in: "Golden/strategies/loss")
    var rule = rule
    let exits = golden.steps[0].weights.count
    rule.weights = [Double](repeating: 1 / Double(exits), count: exits)
    for step in golden.steps {
      rule.learn(from: step.J1.map { row in step.J2.map { product(row, $0) } })
      #expect(zip(rule.factors, step.weights).allSatisfy { abs($0 - $1) <= golden.abs_tol }, "\(name)")
      let update = Rows(step.J3).sum(rule.factors)
      #expect(zip(update, step.gradient).allSatisfy { abs($0 - $1) <= golden.abs_tol }, "\(name)")
    }
  }

  @Test(arguments: [2, 4, 7]) func `MoDo's weights are the published ones`(exits: Int) throws {
    try agrees(MoDo(Settings(for: MoDo.settings, [:])), with: "modo_K\(exits)")
  }

  @Test(arguments: [2, 4, 7]) func `SDMGrad's weights are the published ones`(exits: Int) throws {
    try agrees(SDMGrad(Settings(for: SDMGrad.settings, [:])), with: "sdmgrad_K\(exits)")
  }

  @Test(arguments: [[0.2, 0.3, 0.5], [2, 1, 0], [-1, -2, -3], [1e9, 0, 0], [0.5]])
  func `the nearest weights on the simplex lie on it, and stay where they are`(point: [Double]) {
    let nearest = Simplex.nearest(to: point)
    #expect(abs(nearest.reduce(0, +) - 1) < 1e-12)
    #expect(nearest.allSatisfy { $0 >= 0 })
    #expect(zip(Simplex.nearest(to: nearest), nearest).allSatisfy { abs($0 - $1) < 1e-12 })
    // No corner is nearer.
    func distance(_ other: [Double]) -> Double { zip(other, point).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    for corner in point.indices {
      #expect(distance(nearest) <= distance(point.indices.map { $0 == corner ? 1 : 0 }) * (1 + 1e-12))
    }
  }

  @Test func `the gradients of one batch are multiplied with those of another`() throws {
    let tiny = try TinyNetwork()
    let other = LabelledBatch(images: try tiny.images * 0.5, labels: tiny.labels)
    let batches = [LabelledBatch(images: tiny.images, labels: tiny.labels), other]
    let engine = GradientEngine(tiny.network.topology)
    func losses(_ batch: LabelledBatch) throws -> [Tensor] {
      try tiny.network(batch.images, .training(seed: 0, step: 0), strategy: Nothing()).map {
        try $0.logits.crossEntropy(batch.labels)
      }
    }
    var watcher: any GradientStrategy = Nothing()
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    _ = try engine.accumulate(
      losses(batches[0]), of: [], strategy: &watcher, in: &context, measuring: .backbone)
    let own = context.telemetry.conflicts[0].gram
    let same = try engine.crossGram(of: losses(batches[0]), with: losses(batches[0]))
    for i in 0..<3 { for j in 0..<3 { #expect(abs(same[i][j] - own[i, j]) < 1e-12) } }
    let across = try engine.crossGram(of: losses(batches[0]), with: losses(batches[1]))
    let back = try engine.crossGram(of: losses(batches[1]), with: losses(batches[0]))
    for i in 0..<3 { for j in 0..<3 { #expect(abs(across[i][j] - back[j][i]) < 1e-12) } }
    #expect(across != same)
  }

  private struct Nothing: GradientStrategy {
    static let name = "nothing"
    static let summary = "fills no hook"
    init() {}
    init(_ settings: Settings) {}
  }
}
