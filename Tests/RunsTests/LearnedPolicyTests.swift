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

/// Exit policies that learn from the calibration split what going on costs and brings.
@Suite struct LearnedPolicyTests {
  // MARK: - Gates

  @Test(arguments: GoldenPolicies.names)
  func `gates become the golden probabilities of leaving`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    #expect(!golden.results.gates.gates.isEmpty)
    for (gates, expected) in zip(golden.results.gates.gates, golden.results.gates.probability) {
      let found = JointlyLearnedGates.exitProbabilities(gates)
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= golden.tolerance })
      // What has not left before leaves here with the conditional probability.
      var arrived = 1.0
      for (gate, probability) in expected.enumerated() where arrived > 1e-9 {
        let here = JointlyLearnedGates.leaving(Array(gates[...gate])) * arrived
        #expect(abs(here - probability) <= 1e-9)
        arrived -= probability
      }
    }
  }

  @Test func `no weights of a gate fit better`() {
    var random = RandomStream(seed: 1, purpose: "gates")
    let rows = (0..<60).map { _ in (0..<3).map { _ in random.uniform() } }
    let isTrue = rows.map { $0[0] - 0.5 * $0[2] + 0.3 * random.normal() > 0.4 }
    let gate = LogisticRegression(fittedTo: rows, isTrue: isTrue)
    let positive = Double(isTrue.count { $0 })
    let importance = (60 - positive) / positive
    func loss(_ weights: [Double]) -> Double {
      var total = 0.0
      for (row, isTrue) in zip(rows, isTrue) {
        let sum: Double = zip(row + [1], weights).reduce(0) { $0 + $1.0 * $1.1 }
        total += isTrue ? importance * log(1 + exp(-sum)) : log(1 + exp(sum))
      }
      let squares: Double = weights.reduce(0) { $0 + $1 * $1 }
      return total / (2 * (60 - positive)) + 0.5e-4 * squares
    }
    let best = loss(gate.weights)
    for index in gate.weights.indices {
      for change in [-1e-3, 1e-3] {
        var other = gate.weights
        other[index] += change
        #expect(loss(other) > best, "weight \(index) changed by \(change)")
      }
    }
  }

  @Test func `outcomes that numbers tell apart without a mistake, and outcomes without a choice, stay finite`() {
    let rows: [[Double]] = [[0], [0.1], [0.9], [1]]
    for isTrue in [[false, false, true, true], [true, true, true, true], [false, false, false, false]] {
      let gate = LogisticRegression(fittedTo: rows, isTrue: isTrue)
      #expect(gate.weights.allSatisfy { $0.isFinite })
      let opens = rows.map { gate.probability($0) >= 0.5 }
      #expect(opens == isTrue)
    }
  }

  @Test(arguments: GoldenPolicies.names)
  func `the dearer the way, the earlier gates open`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let costs = try ["0", "1000"].map { weight in
      try point(JointlyLearnedGates.self, ["cost-weight": weight], golden, limit: nil).cost
    }
    #expect(costs[0] > costs[1])
    #expect(costs[1] == golden.costs[0])
  }

  @Test(arguments: GoldenPolicies.names) func `gates keep to a budget`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let span = (golden.costs[0], golden.costs[golden.costs.count - 1])
    let costs = try [0.2, 0.5, 0.8].map { share in
      let limit = span.0 + share * (span.1 - span.0)
      let cost = try point(JointlyLearnedGates.self, [:], golden, limit: limit).cost
      #expect(cost <= limit)
      return cost
    }
    #expect(costs[2] > span.0)
    #expect(costs[0] <= costs[1] && costs[1] <= costs[2])
  }

  // MARK: - Assignment

  @Test(arguments: GoldenPolicies.names) func `learned shares keep to a budget`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let span = (golden.costs[0], golden.costs[golden.costs.count - 1])
    for share in [0.3, 0.7] {
      let limit = span.0 + share * (span.1 - span.0)
      let policy = try fitted(ExitAssignment.self, [:], golden, limit: limit)
      guard case .shares(let shares) = policy.ownExits else {
        Issue.record("a fitted assignment has shares")
        continue
      }
      #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
      let cost: Double = zip(shares, golden.costs).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(cost - limit) < 0.05 * limit, "\(cost) for \(limit)")
    }
  }

  @Test(arguments: GoldenPolicies.names)
  func `learned scores tell right answers of the fitted split from wrong ones`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let policy = try fitted(ExitAssignment.self, [:], golden, limit: nil)
    let history = ExitHistory(try golden.fittingLogits.map(GoldenPolicies.tensor))
    for exit in golden.costs.indices {
      let seen = history.prefix(exit + 1)
      let scores = try policy.scores(seen)
      let isRight = zip(try seen.last.argmax(dim: 1).integers(), golden.fittingLabels).map { $0 == $1 }
      guard let right = mean(scores, where: isRight, are: true), let wrong = mean(scores, where: isRight, are: false)
      else { continue }
      #expect(right > wrong, "exit \(exit)")
    }
  }

  @Test func `what is learned needs labels`() throws {
    let golden = try GoldenPolicies.named(GoldenPolicies.names[0])
    let history = ExitHistory(try golden.fittingLogits.map(GoldenPolicies.tensor))
    func message(_ type: any ExitPolicy.Type) throws -> String {
      var policy = try type.init(Settings(for: type.settings, [:]))
      do {
        try policy.fit(to: history, within: ExitBudget(costs: golden.costs))
        return ""
      } catch { return "\(error)" }
    }
    let messages = try [message(JointlyLearnedGates.self), message(ExitAssignment.self)]
    #expect(messages[0] == "gates are learned from labels, there are none")
    #expect(messages[1] == "scores are learned from labels, there are none")
  }

  /// The mean score of those that are right or wrong; `nil` where there are none.
  private func mean(_ scores: [Float], where isRight: [Bool], are wanted: Bool) -> Float? {
    let chosen = scores.indices.filter { isRight[$0] == wanted }.map { scores[$0] }
    return chosen.isEmpty ? nil : chosen.reduce(0, +) / Float(chosen.count)
  }

  // MARK: - Fitting

  private func fitted(
    _ type: any ExitPolicy.Type, _ keys: [String: String], _ golden: GoldenPolicies, limit: Double?
  ) throws -> any ExitPolicy {
    var policy = try type.init(Settings(for: type.settings, keys))
    let history = ExitHistory(try golden.fittingLogits.map(GoldenPolicies.tensor), labels: golden.fittingLabels)
    try policy.fit(to: history, within: ExitBudget(costs: golden.costs, limit: limit))
    return policy
  }

  /// What a fitted policy comes to by itself on the split that it is fitted to.
  private func point(
    _ type: any ExitPolicy.Type, _ keys: [String: String], _ golden: GoldenPolicies, limit: Double?
  ) throws -> OperatingPoint {
    let policy = try fitted(type, keys, golden, limit: limit)
    let outputs = try ExitLogits(
      logits: golden.fittingLogits.map { $0.flatMap { $0.map(Float.init) } }, labels: golden.fittingLabels,
      classes: golden.classes)
    return OperatingPoint(
      "", thresholds: DirectSearch.thresholds(shared: 0.5, exits: golden.costs.count),
      on: try ScoredSamples(outputs, policy: policy), costs: golden.costs)
  }
}
