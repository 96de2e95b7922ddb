import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GradientSelection

/// What rules promise that look at rows, at two gradients where they meet, or at other batches, and equilibrium, which looks at
/// none; on random gradients of up to twelve exits.
@Suite struct OtherInvariantTests {
  private func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  private func length(_ a: [Double]) -> Double { product(a, a).squareRoot() }

  // MARK: - Rows

  private func drop(_ rows: Rows, _ uniforms: [Double], leak: Double = 0) throws -> [Double] {
    let tensor = try Tensor(rows.rows.flatMap(\.self), [rows.rows.count, rows.rows[0].count])
    return try GradDrop.combine(tensor, uniforms: uniforms, leak: leak).elements()
  }

  @Test(arguments: RandomRows.any)
  func `GradDrop follows the scale, not the order of the exits, and leaks what it drops`(random: RandomRows) throws {
    let rows = random.rows
    var stream = RandomStream(seed: random.seed, purpose: "uniforms")
    let uniforms = (0..<random.parameters).map { _ in stream.uniform() }
    let plain = try drop(rows, uniforms)
    #expect(try drop(rows.scaled(by: 8), uniforms) == plain.map { 8 * $0 })
    let permuted = try drop(Rows(random.permutation.map { rows.rows[$0] }), uniforms)
    #expect(distance(permuted, plain) <= 1e-12 * max(1, length(plain)))
    let sum = rows.sum(rows.rows.map { _ in 1 })
    #expect(distance(try drop(rows, uniforms, leak: 1), sum) <= 1e-12 * max(1, length(sum)))
    let half = try drop(rows, uniforms, leak: 0.5)
    #expect(distance(half, zip(plain, sum).map { ($0 + $1) / 2 }) <= 1e-12 * max(1, length(sum)))
    if random.exits == 1 { #expect(distance(plain, rows.rows[0]) <= 1e-12 * length(plain)) }
  }

  @Test(arguments: RandomRows.any) func `GradDrop makes numbers of zeros`(random: RandomRows) throws {
    let uniforms = [Double](repeating: 0.5, count: random.parameters)
    var withZero = random.rows.rows
    withZero[random.exits / 2] = withZero[0].map { _ in 0 }
    #expect(try drop(Rows(withZero), uniforms).allSatisfy { $0.isFinite })
    let nothing = withZero.map { $0.map { _ in 0.0 } }
    #expect(try drop(Rows(nothing), uniforms) == [Double](repeating: 0, count: random.parameters))
  }

  // MARK: - Boundaries

  /// Two gradients of eight numbers, of lengths that differ by up to a million.
  private static func pair(_ seed: UInt64) -> Rows {
    var random = RandomStream(seed: seed, purpose: "two gradients")
    return Rows(
      (0..<2).map { _ in
        let length = [1e-3, 1, 1e3][random.below(3)]
        return (0..<8).map { _ in length * random.normal() }
      })
  }

  private func merged(_ rule: any BoundaryRule.Type, _ pair: Rows) -> [Double] {
    let gram = pair.gram
    let weights = rule.weights(head: gram[0, 0], trunk: gram[1, 1], both: gram[0, 1])
    return pair.sum([weights.head, weights.trunk])
  }

  private static let boundaryRules: [any BoundaryRule.Type] = [BoundaryPCGrad.self, BoundaryMGDA.self]

  @Test(arguments: 0..<20) func `what goes on at a boundary serves head and depth`(seed: Int) {
    let pair = Self.pair(UInt64(seed))
    let surgery = merged(BoundaryPCGrad.self, pair)
    let shortest = merged(BoundaryMGDA.self, pair)
    let longest = pair.rows.map(length).max() ?? 0
    for row in pair.rows {
      #expect(product(row, surgery) >= -1e-12 * length(row) * longest)
      #expect(product(row, shortest) >= product(shortest, shortest) - 1e-12 * length(row) * longest)
    }
    if product(pair.rows[0], pair.rows[1]) >= 0 { #expect(surgery == pair.sum([1, 1])) }
  }

  @Test(arguments: 0..<20) func `a boundary rule follows the scale, and treats both alike`(seed: Int) {
    let pair = Self.pair(UInt64(seed))
    for rule in Self.boundaryRules {
      let plain = merged(rule, pair)
      let tolerance = 1e-12 * pair.rows.map(length).reduce(0, +)
      #expect(distance(merged(rule, pair.scaled(by: 8)).map { $0 / 8 }, plain) <= tolerance, "\(rule)")
      #expect(distance(merged(rule, Rows(pair.rows.reversed())), plain) <= tolerance, "\(rule)")
      for zero in 0..<2 {
        var rows = pair.rows
        rows[zero] = rows[zero].map { _ in 0 }
        let expected = rule == BoundaryMGDA.self ? rows[zero] : rows[1 - zero]
        #expect(merged(rule, Rows(rows)) == expected, "\(rule)")
      }
    }
  }

  // MARK: - Other batches

  @Test(arguments: ["modo", "sdmgrad"], RandomRows.any)
  func `weights learned between two batches stay on the simplex`(name: String, random: RandomRows) throws {
    let registry = try Registry(linkedPlugins)
    var rule = try #require(registry.strategy(ComponentByName(name)) as? any CrossBatchRule)
    rule.weights = [Double](repeating: 1 / Double(random.exits), count: random.exits)
    for seed in 1...3 {
      let other = RandomRows(exits: random.exits, parameters: random.parameters, seed: random.seed + UInt64(100 * seed))
      let products = random.rows.rows.map { row in other.rows.rows.map { product(row, $0) } }
      rule.learn(from: products)
      #expect(rule.weights.allSatisfy { $0 >= 0 } && abs(rule.weights.reduce(0, +) - 1) <= 1e-9, "\(rule.weights)")
      #expect(abs(rule.factors.reduce(0, +) - 1) <= 1e-9, "\(rule.factors)")
    }
    rule.learn(from: random.rows.rows.map { _ in random.rows.rows.map { _ in 0 } })
    #expect(rule.factors.allSatisfy { $0.isFinite })
    if random.exits == 1 { #expect(distance(rule.factors, [1]) <= 1e-9) }
  }

  // MARK: - Equilibrium

  @Test(arguments: [1, 2, 3, 5, 8, 12])
  func `equilibrium is the mean over the exits that reach a block`(exits: Int) throws {
    var random = RandomStream(seed: 9, purpose: "chain", exits)
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in random.normal() } }
    let (width, classes, samples) = (4, 3, 5)
    let parameters =
      (0..<exits).flatMap { _ in [numbers(width * width), numbers(width)] }
      + (0..<exits).flatMap { _ in [numbers(width * classes), numbers(classes)] }
    let x = (0..<samples).map { _ in numbers(width) }
    let chain = try TinyNetwork(
      chain: [Int](repeating: width, count: exits + 1), classes: classes, parameters: parameters, x: x,
      y: (0..<samples).map { $0 % classes })
    var strategy = try Registry(linkedPlugins).strategy("ge")
    _ = try chain.differentiate(with: &strategy, step: 0)
    let found = try chain.network.topology.stages.map { stage in
      try stage.parameters.map { try #require($0.value.gradient).elements(as: Double.self) }
    }
    let plain = try Registry(linkedPlugins).strategy("sum")
    let outputs = try chain.network(chain.images, .training(seed: 0, step: 0), strategy: plain)
    let losses = try outputs.map { try $0.logits.crossEntropy(chain.labels) }
    for (stage, gradients) in zip(chain.network.topology.stages, found) {
      let rows = try stage.exits.map { exit in
        try WorkbenchCore.gradients(of: [losses[exit]], for: stage.parameters.map(\.value), keepingGraph: true)
      }
      for (index, gradient) in gradients.enumerated() {
        let reaching = try rows.map { try #require($0[index]).elements(as: Double.self) }
        let mean = gradient.indices.map { k in reaching.reduce(0) { $0 + $1[k] } / Double(reaching.count) }
        #expect(distance(gradient, mean) <= 1e-13 * max(1, length(mean)), "\(stage.name)")
      }
    }
  }
}
