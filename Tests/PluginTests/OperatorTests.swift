import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import DeepFeatureSurgery
@testable import DeepSupervision

/// Feature partitioning and referencing against the reference's operator.
@Suite struct OperatorTests {
  private static let exit = Exit(index: 0, count: 2)

  private func surgery(_ keys: [String: String]) throws -> DeepFeatureSurgery {
    DeepFeatureSurgery(try Settings(for: DeepFeatureSurgery.settings, keys))
  }

  @Test func `values and gradients follow the truth table`() throws {
    let cases = try GoldenBasics.read().cases
    #expect(cases.count == 41)
    for row in cases {
      let features = try goldenTensor([2, 5, 2, 2], salt: 11)
      try features.setRequiresGradient()
      let branch =
        if row.partitions {
          // The reference takes a share outside 0...1 for the nearest inside; our recipes refuse it.
          try surgery([
            "beta": String(min(max(row.ratio, 0), 1)), "referencing": String(row.references),
            "exit-sees": row.mode == "paper" ? "own" : "all",
          ]).branch([features], at: Self.exit)
        } else {
          try SumOfLosses(Settings(for: SumOfLosses.settings)).branch([features], at: Self.exit)
        }
      let weighted = try [(branch.trunk[0], 12), (branch.head[0], 13)].map { part, salt in
        try (part * goldenTensor([2, 5, 2, 2], salt: salt)).sum()
      }
      // A side that is cut off altogether needs no backward pass.
      try backward(weighted.filter(\.requiresGradient))
      let place = "\(row.mode), share \(row.ratio), partitions \(row.partitions), references \(row.references)"
      #expect(isEqual(try branch.trunk[0].detached().elements(), row.trunk), "trunk: \(place)")
      #expect(isEqual(try branch.head[0].detached().elements(), row.head), "head: \(place)")
      #expect(isEqual(try #require(features.gradient).elements(), row.gradient), "gradient: \(place)")
    }
  }

  private func isEqual(_ values: [Double], _ others: [Double]) -> Bool {
    values.count == others.count && zip(values, others).allSatisfy { abs($0 - $1) <= 1e-11 }
  }

  @Test func `shared channels are rounded half to even`() throws {
    let rows = try GoldenBasics.read().sharedChannels
    #expect(rows.count == 126)
    for row in rows {
      let strategy = try surgery(["beta": String(row[1])])
      #expect(strategy.sharedChannels(of: Int(row[0]), at: Self.exit) == Int(row[2]), "\(row[0]) * \(row[1])")
    }
  }

  @Test func `only the coarsest scale is split, and the last exit not at all`() throws {
    let strategy = try surgery(["exit-sees": "own"])
    let finer = try goldenTensor([1, 2, 4, 4], salt: 1)
    let coarser = try goldenTensor([1, 4, 2, 2], salt: 2)
    let branch = try strategy.branch([finer, coarser], at: Self.exit)
    #expect(branch.trunk[0] === finer)
    #expect(branch.head[0] === finer)
    #expect(branch.trunk[1].stoppedChannels == ChannelRanges([2..<4]))
    #expect(branch.head[1].stoppedChannels == ChannelRanges([0..<2]))

    let last = try strategy.branch([finer, coarser], at: Exit(index: 1, count: 2))
    #expect(last.trunk[1] === coarser)
    #expect(last.head[1] === coarser)
    #expect(strategy.sharedChannels(of: 4, at: Exit(index: 1, count: 2)) == nil)
  }

  @Test(arguments: [
    ["exit-sees": "own"], ["referencing": "false"], ["beta": "0"], ["beta": "1"], ["beta": "0.01"],
    ["beta": "0", "referencing": "false"], ["beta": "1", "referencing": "false"],
  ])
  func `every variant keeps the laws of strategies`(keys: [String: String]) throws {
    #expect(try StrategyLaws.violations(of: DeepFeatureSurgery.self, keys: keys) == [])
  }
}
