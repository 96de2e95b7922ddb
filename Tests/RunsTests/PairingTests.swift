import Files
import Foundation
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// Runs of one seed begin alike, whatever their strategies: only then are their differences those of the strategies.
@Suite struct PairingTests {
  private static let strategies = ["dfs", "pcgrad", "detach", "ge", "gradnorm", "byot", "mgda"]

  /// Every weight before the first step, by name.
  private static func weights(_ strategy: String, seed: Int = 1) throws -> [String: Data] {
    try Experiment.tiny("strategy=\(strategy)", "seed=\(seed)").network.tensors.mapValues { try $0.bytes() }
  }

  private static func order(_ strategy: String, seed: Int = 1, epoch: Int = 0) throws -> [Int] {
    try Experiment.tiny("strategy=\(strategy)", "seed=\(seed)").order(of: BatchSeries(epoch: epoch)).indices
  }

  @Test(arguments: strategies) func `strategies of one seed begin with the same weights`(strategy: String) throws {
    // A strategy may add weights of its own, but changes none of the others.
    let own = try Self.weights(strategy)
    for (name, weights) in try Self.weights("sum") {
      let isEqual = own[name] == weights
      #expect(isEqual, "\(name)")
    }
  }

  @Test(arguments: strategies) func `strategies of one seed see the same samples in the same order`(strategy: String)
    throws
  {
    for epoch in 0..<2 { #expect(try Self.order(strategy, epoch: epoch) == Self.order("sum", epoch: epoch)) }
  }

  @Test func `another seed is another beginning and another order`() throws {
    let isEqual = try Self.weights("sum", seed: 2) == Self.weights("sum")
    #expect(!isEqual)
    #expect(try Self.order("sum", seed: 2) != Self.order("sum"))
  }
}
