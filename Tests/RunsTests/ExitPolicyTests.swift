import Files
import Foundation
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import ExitPolicies
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// Exit policies against the golden files.
@Suite struct ExitPolicyTests {
  /// Whether all numbers lie within the golden file's absolute tolerance.
  private func isClose(_ values: Tensor, _ expected: [Double], _ tolerance: Double) throws -> Bool {
    let values: [Double] = try values.elements()
    return values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) <= tolerance }
  }

  private func policy(_ type: any ExitPolicy.Type, _ keys: [String: String] = [:]) throws -> any ExitPolicy {
    try type.init(Settings(for: type.settings, keys))
  }

  @Test(arguments: GoldenPolicies.names) func `scores of probabilities are the golden ones`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let expected = golden.results.confidence
    for exit in golden.probabilities.indices {
      let p = try GoldenPolicies.tensor(golden.probabilities[exit])
      #expect(try isClose(Confidence.scores(of: p), expected.confidence[exit], golden.tolerance))
      #expect(try isClose(Margin.scores(of: p), expected.margin[exit], golden.tolerance))
      #expect(try isClose(Entropy.entropy(of: p), expected.entropy[exit], golden.tolerance))
      #expect(try isClose(Entropy.scores(of: p), expected.scaledEntropy[exit], golden.tolerance))
      let squared = try PowerEntropy.squared(p)
      #expect(try isClose(Entropy.entropy(of: squared), expected.powerEntropy[exit], golden.tolerance))
    }
  }

  @Test(arguments: GoldenPolicies.names)
  func `samples leave where the golden ones do, by threshold and by patience`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let outputs = try ExitLogits(
      logits: golden.logits.map { $0.flatMap { $0.map(Float.init) } }, labels: golden.labels, classes: golden.classes)
    let types: [String: any ExitPolicy.Type] = [
      "max_softmax": Confidence.self, "margin": Margin.self, "entropy_confidence": Entropy.self,
    ]
    let cases =
      golden.results.threshold.map { ($0, types[$0.score ?? ""], $0.threshold) }
      + golden.results.patience.map { ($0, Patience.self, $0.patience) }
    #expect(cases.count == 12)
    for (expected, type, threshold) in cases {
      let samples = try ScoredSamples(outputs, policy: policy(#require(type)))
      let thresholds = DirectSearch.thresholds(shared: try #require(threshold), exits: golden.costs.count)
      #expect(samples.exitsTaken(under: thresholds) == expected.exits)
      let point = OperatingPoint("", thresholds: thresholds, on: samples, costs: golden.costs)
      #expect(abs(100 * point.accuracy - expected.accuracy) <= golden.tolerance)
      #expect(abs(point.cost - expected.cost) <= golden.tolerance)
    }
  }

  @Test(arguments: GoldenPolicies.names) func `shares of votes are the golden ones`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let predictions = try golden.history().predictions()
    for exit in predictions.indices {
      let shares = Voting.shares(Array(predictions[...exit]))
      #expect(shares == golden.results.voteShares[exit].map(Float.init))
    }
  }

  @Test func `a vote counts more than all confidence, and confidence decides among equals`() throws {
    // Sample 0 has two votes of three, sample 1 all three with little confidence, sample 2 two with much.
    let logits: [[Float]] = [[1, 0, 0.1, 0, 9, 0], [1, 0, 0.1, 0, 0, 9], [0, 1, 0.1, 0, 9, 0]]
    let history = ExitHistory(try logits.map { try Tensor($0, [3, 2]) })
    let scores = try policy(Voting.self).scores(history)
    #expect(scores[1] > scores[2])
    #expect(scores[2] > scores[0])
  }

  @Test(arguments: GoldenPolicies.names)
  func `the running geometric mean is the golden one`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let ensemble = try policy(GeometricEnsemble.self)
    #expect(golden.results.ensemble.count == 3)
    for (exit, expected) in golden.results.ensemble.enumerated() {
      // The golden probabilities are rounded to single precision, their logarithms are as good as logits.
      let seen = ExitHistory(
        try golden.probabilities[...exit].map { try GoldenPolicies.tensor($0).logarithm() })
      let answers = try ensemble.answers(seen).exponential()
      #expect(try isClose(answers, expected.flatMap { $0 }, golden.tolerance))
      let largest = expected.map { Float($0.max() ?? 0) }
      #expect(zip(try ensemble.scores(seen), largest).allSatisfy { abs($0 - $1) <= 1e-6 })
    }
  }

  @Test(arguments: GoldenPolicies.names)
  func `learned weights fit better than equal ones, and no other weights fit better`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    // All seven exits of the larger file together tell the classes apart without a mistake, so their weights have no optimum.
    let history = ExitHistory(
      try golden.fittingLogits.prefix(4).map(GoldenPolicies.tensor), labels: golden.fittingLabels)
    let labels = try Tensor(integers: golden.fittingLabels)
    var ensemble = try GeometricEnsemble(Settings(for: GeometricEnsemble.settings, ["weights": "learned"]))
    try ensemble.fit(to: history, within: ExitBudget(costs: golden.costs))
    let logarithms = try history.logits.map { try $0.logSoftmax(dim: 1) }
    let exits = logarithms.count
    func loss(_ weights: [Double]) throws -> Double {
      try GeometricEnsemble.mean(of: logarithms, weights: weights).crossEntropy(labels).item()
    }
    let learned = try #require(ensemble.learned.last)
    let best = try loss(learned)
    #expect(best < (try loss([Double](repeating: 1 / Double(exits), count: exits))))
    for exit in 0..<exits {
      for change in [-1e-3, 1e-3] where learned[exit] + change >= 0 {
        var other = learned
        other[exit] += change
        #expect(try loss(other) > best, "weight \(exit) changed by \(change)")
      }
    }
  }

  @Test(arguments: GoldenPolicies.names)
  func `the oracle leaves at the first right exit and says that it reads labels`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let outputs = try ExitLogits(
      logits: golden.logits.map { $0.flatMap { $0.map(Float.init) } }, labels: golden.labels, classes: golden.classes)
    let samples = try ScoredSamples(outputs, policy: policy(Oracle.self))
    let point = OperatingPoint(
      "", thresholds: DirectSearch.thresholds(shared: 1, exits: golden.costs.count), on: samples, costs: golden.costs)
    #expect(abs(100 * point.accuracy - golden.results.overthinking.oracle) <= golden.tolerance)
    #expect(abs(point.cost - golden.results.overthinking.oracleCost) <= golden.tolerance)
    #expect(Oracle.readsLabels)
    #expect(throws: ModelError.self) { try policy(Oracle.self).scores(golden.history()) }
  }
}
