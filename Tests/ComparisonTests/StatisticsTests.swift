import Comparison
import Foundation
import Testing
import WorkbenchTesting

/// The files of the folder Golden.
private enum GoldenFile: GoldenFolder {
  static var bundle: Bundle { .module }
}

/// Our statistics against SciPy's on fixed inputs; `Golden/statistics.py` says how they were computed.
@Suite struct StatisticsTests {
  private struct Golden: Decodable {
    struct Pair: Decodable {
      let strategy: [Double]
      let baseline: [Double]
      let mean: Double
      let deviation: Double
      let meanInterval: [Double]
      let difference: Double
      let interval: [Double]
      let probability: Double
    }
    struct Group: Decodable {
      let strategy: [Double]
      let baseline: [Double]
      let difference: Double
      let interval: [Double]
      let probability: Double
    }
    struct Family: Decodable {
      let probabilities: [Double]
      let corrected: [Double]
    }
    let quantiles: [[Double]]
    let tails: [[Double]]
    let pairs: [String: Pair]
    let groups: [String: Group]
    let mcNemar: [[Double]]
    let holm: [Family]
    let seeds: [[Double]]
  }

  private let golden: Golden

  init() throws { golden = try GoldenFile.read("statistics") }

  private func expect(_ value: Double?, _ wanted: Double, within relative: Double = 1e-10) throws {
    let value = try #require(value)
    #expect(abs(value - wanted) <= relative * max(abs(wanted), 1e-12), "\(value) instead of \(wanted)")
  }

  @Test func `tails and quantiles of Student's distribution are SciPy's`() throws {
    #expect(golden.tails.count == 25 && golden.quantiles.count == 30)
    for row in golden.tails {
      try expect(StudentDistribution(degreesOfFreedom: row[0]).twoSidedProbability(row[1]), row[2], within: 1e-9)
    }
    for row in golden.quantiles where row[1] < 0.5 {
      try expect(StudentDistribution(degreesOfFreedom: row[0]).value(exceededWith: row[1]), row[2], within: 1e-9)
    }
    #expect(abs(StudentDistribution(degreesOfFreedom: 4).value(exceededWith: 0.5)) < 1e-12)
  }

  @Test func `mean, deviation and interval of a sample are SciPy's`() throws {
    for pair in golden.pairs.values {
      let summary = SampleSummary(pair.strategy)
      try expect(summary.mean, pair.mean)
      try expect(summary.deviation, pair.deviation)
      try expect(summary.interval?.lowerBound, pair.meanInterval[0])
      try expect(summary.interval?.upperBound, pair.meanInterval[1])
    }
  }

  @Test func `the paired test is SciPy's ttest_rel`() throws {
    #expect(golden.pairs.count == 4)
    for pair in golden.pairs.values {
      let difference = SeedDifference(paired: pair.strategy, baseline: pair.baseline)
      #expect(difference.n == pair.strategy.count && difference.design == .paired)
      try expect(difference.mean, pair.difference, within: 1e-9)
      try expect(difference.low, pair.interval[0], within: 1e-8)
      try expect(difference.high, pair.interval[1], within: 1e-8)
      try expect(difference.probability, pair.probability, within: 1e-8)
    }
  }

  @Test func `the test without pairs is SciPy's ttest_ind with unequal variances`() throws {
    #expect(golden.groups.count == 2)
    for group in golden.groups.values {
      let difference = SeedDifference(unpaired: group.strategy, baseline: group.baseline)
      #expect(difference.n == min(group.strategy.count, group.baseline.count) && difference.design == .unpaired)
      try expect(difference.mean, group.difference, within: 1e-9)
      try expect(difference.low, group.interval[0], within: 1e-8)
      try expect(difference.high, group.interval[1], within: 1e-8)
      try expect(difference.probability, group.probability, within: 1e-8)
    }
  }

  @Test func `McNemar's exact test is SciPy's binomtest on the images that one network alone gets right`() throws {
    #expect(golden.mcNemar.count == 11)
    for row in golden.mcNemar {
      let test = McNemar(onlyFirst: Int(row[0]), onlySecond: Int(row[1]))
      try expect(test.probability, row[2], within: 1e-9)
    }
  }

  @Test func `the correction is Holm's`() throws {
    for family in golden.holm {
      let corrected = Holm.corrected(family.probabilities)
      #expect(corrected.count == family.corrected.count)
      for (value, wanted) in zip(corrected, family.corrected) { try expect(value, wanted, within: 1e-12) }
    }
    #expect(Holm.corrected([]).isEmpty)
  }

  @Test func `the number of seeds that a difference takes is SciPy's`() {
    for row in golden.seeds {
      #expect(SeedsNeeded.pairs(toSee: row[0], deviation: row[1]) == Int(row[2]))
    }
    #expect(SeedsNeeded.pairs(toSee: 0.0001, deviation: 1) == nil)
  }

  @Test func `one seed has a mean and nothing else`() {
    let summary = SampleSummary([0.7])
    #expect(summary == SampleSummary([0.7]) && summary.deviation == nil && summary.interval == nil)
    for difference in [
      SeedDifference(paired: [0.7], baseline: [0.6]), SeedDifference(unpaired: [0.7], baseline: [0.6, 0.61]),
    ] {
      #expect(abs(difference.mean - 0.1) < 0.006)
      #expect(difference.low == nil && difference.high == nil && difference.probability == nil)
    }
  }

  @Test func `differences that are all the same have no test`() {
    let difference = SeedDifference(paired: [1, 2, 3], baseline: [0.5, 1.5, 2.5])
    #expect(difference.mean == 0.5 && difference.low == 0.5 && difference.high == 0.5)
    #expect(difference.probability == nil)
  }
}
