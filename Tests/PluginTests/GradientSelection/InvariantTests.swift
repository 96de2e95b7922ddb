import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GradientSelection

/// What every rule promises, on random gradients of up to twelve exits.
@Suite struct InvariantTests {
  private func weights(
    _ rule: ComponentByName, _ gram: GramMatrix, losses: [Double]? = nil, combination: [String: String] = [:]
  ) throws -> [Double] {
    var strategy = try Registry(linkedPlugins).strategy(rule, combination: combination)
    var context = StepContext.first
    return try strategy.weights(
      of: gram, losses: losses ?? (0..<gram.count).map { 1 + 0.1 * Double($0) }, in: &context)
  }

  private func update(
    _ rule: ComponentByName, _ rows: Rows, losses: [Double]? = nil, combination: [String: String] = [:]
  ) throws -> [Double] {
    rows.sum(try weights(rule, rows.gram, losses: losses, combination: combination))
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  private func length(_ a: [Double]) -> Double { product(a, a).squareRoot() }

  // MARK: - All rules

  /// Every registered rule that weighs gradients by the inner products of the step's own batch.
  private static let rules: [String] = {
    guard let registry = try? Registry(linkedPlugins) else { return [] }
    return registry.strategies.names.filter { registry.strategies[$0] is any GramRule.Type }
  }()

  @Test func `the rules are found`() { #expect(Self.rules.count == 12) }

  @Test(arguments: rules, RandomRows.any)
  func `gradients of any scale and zeros give numbers`(rule: String, random: RandomRows) throws {
    for factor in [1e-12, 1, 1e12] {
      let rows = random.rows.scaled(by: factor)
      #expect(try weights(ComponentByName(rule), rows.gram).allSatisfy { $0.isFinite })
      var withZero = rows.rows
      withZero[random.exits / 2] = withZero[0].map { _ in 0 }
      #expect(try weights(ComponentByName(rule), Rows(withZero).gram).allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: rules, RandomRows.independent)
  func `the update follows the scale of the gradients`(rule: String, random: RandomRows) throws {
    // Nash-MTL has a length of its own, and FairGrad's update goes with a power.
    guard !["nash-mtl", "fairgrad"].contains(rule) else { return }
    let plain = try update(ComponentByName(rule), random.rows)
    let scaled = try update(ComponentByName(rule), random.rows.scaled(by: 8))
    #expect(distance(scaled.map { $0 / 8 }, plain) <= 1e-8 * length(plain), "\(rule): \(plain)")
  }

  @Test(arguments: rules, RandomRows.independent)
  func `the order of the exits does not matter`(rule: String, random: RandomRows) throws {
    // These draw an order, or have a first among the exits.
    guard !["pcgrad", "gradvac", "pcd"].contains(rule) else { return }
    let (rows, order) = (random.rows, random.permutation)
    let losses = order.indices.map { 1 + 0.1 * Double($0) }
    let plain = try update(ComponentByName(rule), rows, losses: losses)
    let permuted = try update(
      ComponentByName(rule), Rows(order.map { rows.rows[$0] }), losses: order.map { losses[$0] })
    #expect(distance(permuted, plain) <= 1e-8 * length(plain), "\(rule): \(plain)")
  }

  @Test(arguments: rules)
  func `a single exit is followed as it is`(rule: String) throws {
    let rows = Rows([[0.3, -2, 1]])
    // CAGrad goes further along the same line; the two others have lengths of their own.
    let factors: [String: Double] = [
      "cagrad": 1.5, "nash-mtl": 1 / length(rows.rows[0]), "fairgrad": 1 / length(rows.rows[0]),
    ]
    let expected = rows.rows[0].map { $0 * (factors[rule] ?? 1) }
    #expect(distance(try update(ComponentByName(rule), rows), expected) <= 1e-12, "\(rule)")
  }

  @Test(arguments: rules, RandomRows.any)
  func `scales and unit rows do what they say`(rule: String, random: RandomRows) throws {
    let rows = random.rows
    let count = Double(random.exits)
    func scaled(_ scale: String) throws -> [Double] {
      try update(ComponentByName(rule), rows, combination: ["scale": scale])
    }
    let (sum, mean) = (try scaled("sum"), try scaled("mean"))
    let longest = rows.rows.map(length).max() ?? 0
    #expect(distance(sum, mean.map { $0 * count }) <= 1e-12 * longest * count, "\(rule)")
    let own = try scaled("as-published")
    let crossed = abs(product(own, sum) - length(own) * length(sum))
    #expect(crossed <= 1e-9 * length(own) * length(sum) + 1e-24 * longest * longest, "\(rule)")

    let units = Rows(rows.rows.map { row in row.map { $0 / length(row) } })
    let expected = try update(ComponentByName(rule), units)
    let found = try update(ComponentByName(rule), rows, combination: ["unit-rows": "true"])
    #expect(distance(found, expected) <= 1e-7 * max(length(expected), 1), "\(rule)")
  }

  // MARK: - Single rules

  @Test(arguments: RandomRows.any)
  func `MGDA serves every exit at least as much as itself`(random: RandomRows) throws {
    let rows = random.rows
    let weights = try weights("mgda", rows.gram)
    let update = rows.sum(weights)
    let longest = rows.rows.map(length).max() ?? 0
    #expect(weights.allSatisfy { $0 >= 0 } && abs(weights.reduce(0, +) - 1) <= 1e-12)
    for row in rows.rows { #expect(product(row, update) >= product(update, update) - 1e-12 * longest * longest) }
  }

  @Test(arguments: ["upgrad", "dualproj"], RandomRows.any)
  func `projections leave conflicts of the ridge's size alone`(rule: String, random: RandomRows) throws {
    let gram = random.rows.gram
    let weights = try weights(ComponentByName(rule), gram)
    let trace = (0..<gram.count).reduce(0) { $0 + gram[$1, $1] }
    for k in 0..<gram.count {
      let progress = (0..<gram.count).reduce(0) { $0 + gram[k, $1] * weights[$1] }
      #expect(progress >= -1e-4 * trace * weights[k] - 1e-12 * trace, "exit \(k)")
    }
  }

  @Test(arguments: ["upgrad", "dualproj", "pcgrad", "gradvac"], RandomRows.independent)
  func `without conflict nothing is projected`(rule: String, random: RandomRows) throws {
    let rows = Rows(random.rows.rows.map { $0.map(abs) })
    let factor = ["pcgrad", "gradvac"].contains(rule) ? 1 : 1 / Double(random.exits)
    let weights = try weights(ComponentByName(rule), rows.gram)
    #expect(distance(weights, weights.map { _ in factor }) <= 1e-12, "\(weights)")
  }

  @Test(arguments: RandomRows.any.filter { $0.exits == 2 })
  func `two exits do not conflict after PCGrad`(random: RandomRows) throws {
    let opposed = Rows([random.rows.rows[0], random.rows.rows[0].enumerated().map { $0 == 0 ? $1 : -$1 }])
    let update = try update("pcgrad", opposed)
    for row in opposed.rows { #expect(product(row, update) >= -1e-12 * length(row) * length(update)) }
  }

  @Test(arguments: RandomRows.any)
  func `CAGrad keeps its distance from the mean, and serves the worst exit better`(random: RandomRows) throws {
    let rows = random.rows
    let mean = rows.sum(rows.rows.map { _ in 1 / Double(random.exits) })
    #expect(distance(try update(ComponentByName("cagrad", ["c": "0"]), rows), mean) <= 1e-12 * length(mean))
    let update = try update("cagrad", rows)
    // Where a weighted mean of the gradients is zero, no direction serves all, and there is no update.
    guard length(update) > 0 else { return }
    let apart = zip(update, mean).map(-)
    #expect(abs(length(apart) - 0.5 * length(mean)) <= 1e-9 * length(mean))
    func worst(_ direction: [Double]) -> Double { rows.rows.map { product($0, direction) }.min() ?? 0 }
    #expect(worst(update) >= worst(mean) - 1e-12 * length(mean))
  }

  @Test(arguments: RandomRows.independent)
  func `IMTL-G projects equally on every exit, ConFIG has equal cosines and the projections' length`(
    random: RandomRows
  ) throws {
    let rows = random.rows
    let equal = try update("imtl-g", rows)
    #expect(abs(try weights("imtl-g", rows.gram).reduce(0, +) - 1) <= 1e-9)
    let projections = rows.rows.map { product($0, equal) / length($0) }
    for projection in projections { #expect(abs(projection - projections[0]) <= 1e-8 * length(equal)) }

    let direction = try update("config", rows)
    let cosines = rows.rows.map { product($0, direction) / length($0) / length(direction) }
    for cosine in cosines { #expect(abs(cosine - cosines[0]) <= 1e-8) }
    let together = rows.rows.reduce(0) { $0 + product($1, direction) } / length(direction)
    #expect(abs(together - length(direction)) <= 1e-8 * length(direction))
  }

  @Test(arguments: ["nash-mtl", "fairgrad"], RandomRows.independent)
  func `bargaining satisfies its conditions`(rule: String, random: RandomRows) throws {
    let gram = random.rows.gram
    for alpha in rule == "fairgrad" ? [0.5, 1, 2, 5] : [1] {
      let keys = rule == "fairgrad" ? ["alpha": "\(alpha)"] : ["max-norm": "none"]
      let weights = try weights(ComponentByName(rule, keys), gram)
      for k in 0..<gram.count {
        let progress = (0..<gram.count).reduce(0) { $0 + gram[k, $1] * weights[$1] }
        #expect(abs(progress * pow(weights[k], 1 / alpha) - 1) <= 1e-8, "alpha \(alpha), exit \(k): \(weights)")
      }
    }
    let longest = try update("nash-mtl", random.rows)
    #expect(abs(length(longest) - 1) <= 1e-9)
  }

  @Test(arguments: RandomRows.independent)
  func `Aligned-MTL's update is as long as the mean of orthogonal gradients`(random: RandomRows) throws {
    // rmse: all singular values are the root of the mean square.
    let gram = random.rows.gram
    let trace = (0..<gram.count).reduce(0) { $0 + gram[$1, $1] }
    let update = try update(ComponentByName("aligned-mtl", ["scale-mode": "rmse"]), random.rows)
    let count = Double(random.exits)
    #expect(abs(length(update) - (trace / count / count).squareRoot()) <= 1e-8 * length(update))
  }

  @Test(arguments: RandomRows.independent)
  func `PCD is as long as the primary gradient, and every other exit makes progress`(random: RandomRows) throws {
    let rows = random.rows
    let primary = rows.rows[random.exits - 1]
    let weights = try weights(ComponentByName("pcd", ["tau": "0.1"]), rows.gram)
    let update = rows.sum(weights)
    #expect(abs(length(update) - length(primary)) <= 1e-9 * length(primary))
    // On the first step gradients are divided by their own lengths.
    let nearest = update.map { $0 / weights[random.exits - 1] / length(primary) }
    for row in rows.rows.dropLast() { #expect(product(row, nearest) / length(row) >= 0.1 - 1e-8) }
  }

  @Test(arguments: RandomRows.any)
  func `GradDrop keeps one sign at every parameter`(random: RandomRows) throws {
    let rows = random.rows
    var strategy = try Registry(linkedPlugins).strategy("graddrop")
    var context = StepContext.first
    let tensor = try Tensor(rows.rows.flatMap(\.self), [random.exits, random.parameters])
    let update: [Double] = try strategy.combine(
      tensor, losses: rows.rows.map { _ in 1 }, in: &context
    ).elements()
    for (k, value) in update.enumerated() {
      let positive = rows.rows.reduce(0) { $0 + max($1[k], 0) }
      let negative = rows.rows.reduce(0) { $0 + min($1[k], 0) }
      let nearest = min(abs(value - positive), abs(value - negative))
      #expect(nearest <= 1e-9 * (positive - negative), "parameter \(k): \(value)")
    }
  }
}
