import Files
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// Thresholds from shares, a distribution, a cost and an accuracy.
@Suite struct ThresholdTests {
  @Test(arguments: GoldenPolicies.names) func `all forty budgets are the golden ones`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let curve = BudgetedBatch.curve(
      calibration: golden.fittingSamples, test: golden.testSamples, costs: golden.costs)
    #expect(golden.results.budgets.count == 40)
    #expect(curve.map(\.budget) == golden.results.budgets.map { $0.number })
    for (point, expected) in zip(curve, golden.results.budgets) {
      #expect(point.thresholds == expected.thresholds, "\(point.name)")
      #expect(point.counts == expected.counts, "\(point.name)")
      #expect(abs(100 * point.accuracy - expected.accuracy) <= golden.tolerance, "\(point.name)")
      #expect(abs(point.cost - expected.cost) <= golden.tolerance, "\(point.name)")
      // The exponential of up to 21 in single precision, of which the last bit is worth 21 * 6e-8.
      let shares = try #require(point.shares)
      #expect(zip(shares, expected.shares).allSatisfy { abs($0 - $1) <= 1.3e-6 * $1 }, "\(point.name)")
    }
  }

  @Test(arguments: GoldenPolicies.names) func `thresholds of a distribution are the golden ones`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    #expect(golden.results.distributions.count == 2)
    for expected in golden.results.distributions {
      let thresholds = TargetDistribution.thresholds(for: expected.distribution, on: golden.testSamples)
      #expect(thresholds.dropLast() == expected.thresholds.dropLast())
      #expect(thresholds.last == -OperatingPoint.never)
    }
  }

  @Test func `an exit without a share lets nobody go, not even the surest`() {
    let samples = ScoredSamples(scores: [[1, 0.5], [0.5, 0.5]], predictions: [[0, 0], [0, 0]], labels: [0, 0])
    let thresholds = TargetDistribution.thresholds(for: [0, 1], on: samples)
    #expect(samples.exitsTaken(under: thresholds) == [1, 1])
  }

  @Test(arguments: GoldenPolicies.names)
  func `a cost is met and not wasted on the samples that thresholds are fitted to`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let samples = golden.fittingSamples
    let search = DirectSearch(samples, costs: golden.costs, sharedThresholds: nil)
    let (first, last) = (golden.costs[0], golden.costs[golden.costs.count - 1])
    let spare = (last - first) * Double(golden.costs.count) / Double(samples.count)
    for share in [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1] {
      let limit = first + share * (last - first)
      let result = search(.cost(limit))
      #expect(result.isReached)
      let cost = OperatingPoint("", thresholds: result.thresholds, on: samples, costs: golden.costs).cost
      #expect(cost <= limit)
      #expect(cost >= limit - spare, "\(cost) of \(limit)")
    }
    #expect(search(.cost(2 * last)).isReached)
    #expect(!search(.cost(0.9 * first)).isReached)
  }

  @Test(arguments: GoldenPolicies.names)
  func `an accuracy is met as cheaply as by any budget of the curve`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let samples = golden.fittingSamples
    let search = DirectSearch(samples, costs: golden.costs, sharedThresholds: nil)
    let curve = BudgetedBatch.curve(calibration: samples, test: samples, costs: golden.costs)
    for wanted in stride(from: 0.2, through: 0.7, by: 0.1) {
      let result = search(.accuracy(wanted))
      #expect(result.isReached)
      let point = OperatingPoint("", thresholds: result.thresholds, on: samples, costs: golden.costs)
      #expect(point.accuracy >= wanted)
      let cheapest = try #require(curve.filter { $0.accuracy >= wanted }.map(\.cost).min())
      // The grid of ratios does not hold those of the curve, so that a single sample may leave later.
      #expect(point.cost <= cheapest + (golden.costs.last ?? 0) / Double(samples.count), "accuracy \(wanted)")
    }
    let impossible = search(.accuracy(1.01))
    #expect(!impossible.isReached)
    let nearest = OperatingPoint("", thresholds: impossible.thresholds, on: samples, costs: golden.costs)
    #expect(nearest.accuracy >= (curve.map(\.accuracy).max() ?? 1))
  }

  @Test func `a policy with one threshold for all exits is tried with each`() {
    // Patience of two samples at three exits: the first is settled, the second changes its mind.
    let samples = ScoredSamples(
      scores: [[0, 0], [1, 0], [2, 0]], predictions: [[0, 0], [0, 1], [0, 0]], labels: [0, 0])
    let search = DirectSearch(samples, costs: [1, 2, 3], sharedThresholds: [1, 2])
    #expect(search(.cost(2.5)).thresholds == [1, 1, -OperatingPoint.never])
    #expect(search(.cost(2.5)).isReached)
    #expect(!search(.cost(1)).isReached)
    #expect(search(.accuracy(1)).thresholds == [1, 1, -OperatingPoint.never])
  }

  @Test(arguments: [-40.0, -1, 0, 0.3, 40]) func `shares of any ratio sum to 1`(logarithm: Double) {
    let shares = DirectSearch.shares(logarithm: logarithm, times: [Double](repeating: 1, count: 13))
    #expect(abs(shares.reduce(0, +) - 1) < 1e-6)
    #expect(shares.allSatisfy { $0 >= 0 })
    if logarithm == -40 { #expect(shares[0] == 1) }
    if logarithm == 40 { #expect(shares[12] == 1) }
  }

  /// A law of use: where thresholds rise, nobody leaves earlier.
  @Test(arguments: 0..<20) func `higher thresholds never let a sample leave earlier`(seed: Int) {
    var random = RandomStream(seed: 4, purpose: "monotone", seed)
    let scores = (0..<4).map { _ in (0..<30).map { _ in Float(random.uniform()) } }
    let samples = ScoredSamples(
      scores: scores, predictions: scores.map { $0.map { _ in 0 } }, labels: [Int](repeating: 0, count: 30))
    let low = (0..<4).map { _ in Float(random.uniform()) }
    let high = low.map { $0 + Float(random.uniform()) }
    #expect(zip(samples.exitsTaken(under: low), samples.exitsTaken(under: high)).allSatisfy { $0 <= $1 })
  }
}
