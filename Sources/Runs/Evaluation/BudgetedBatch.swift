import Foundation
import WorkbenchCore

/// Budgeted batch classification: how accurate a network is when samples leave as early as a mean cost per sample allows.
///
/// For every budget a share of samples is assigned to each exit, thresholds that let these shares leave are fitted on the
/// calibration split, and the thresholds are applied to another split. Arithmetic follows the reference implementation, in
/// single precision where that has it, so that its curves can be reproduced.
///
/// Source: Huang et al., "Multi-Scale Dense Networks", ICLR 2018, section 4; 40 budgets as in the reference implementation of
/// Deep Feature Surgery (ECCV 2024).
package struct BudgetedBatch: Sendable {
  /// How sure every sample is at every exit, what each exit says of it, and what is right.
  package struct Samples: Sendable {
    /// How sure: `[exits][samples]`, larger is surer.
    package let scores: [[Float]]
    /// Which class: `[exits][samples]`.
    package let predictions: [[Int]]
    package let labels: [Int]

    package init(scores: [[Float]], predictions: [[Int]], labels: [Int]) {
      (self.scores, self.predictions, self.labels) = (scores, predictions, labels)
    }

    /// The scores that a policy gives.
    package init(_ outputs: ExitLogits, policy: any ExitPolicy) throws {
      let tensors = try (0..<outputs.exits).map { try outputs.tensor(of: $0) }
      scores = try tensors.indices.map { try policy.scores(Array(tensors[...$0])) }
      predictions = (0..<outputs.exits).map { outputs.predictions(of: $0) }
      labels = outputs.labels
    }
  }

  /// One budget of the curve.
  package struct Point: Sendable, Codable, Equatable {
    /// The budget's number, from 1: small ones leave early.
    package let budget: Int
    /// The share of samples that each exit is meant to take.
    package let shares: [Float]
    /// The score from which on a sample leaves at each exit; the last exit takes everything.
    package let thresholds: [Float]
    /// How many samples really left at each exit.
    package let counts: [Int]
    /// The mean cost of a sample, in the unit of the exits' costs.
    package let cost: Float
    /// The share of samples that were right, 0...1.
    package let accuracy: Double
  }

  /// A threshold that no score reaches, and one that every score reaches.
  static let never: Float = 1e8

  /// The whole curve.
  ///
  /// Thresholds are fitted on `calibration` and applied to `test`; `costs` are those of the way to each exit.
  package static func curve(
    calibration: Samples, test: Samples, costs: [Double], budgets: ClosedRange<Int> = 1...40
  ) -> [Point] {
    budgets.map { budget in
      let shares = shares(budget: budget, exits: costs.count)
      let thresholds = thresholds(for: shares, on: calibration)
      let (counts, right) = application(of: thresholds, to: test)
      let cost = zip(counts, costs).reduce(Float(0)) { sum, pair in
        sum + Float(pair.0) / Float(test.labels.count) * Float(pair.1)
      }
      return Point(
        budget: budget, shares: shares, thresholds: thresholds, counts: counts, cost: cost,
        accuracy: Double(right) / Double(max(test.labels.count, 1)))
    }
  }

  /// The shares of the exits: a geometric series with ratio `budget / 20`, scaled to sum 1.
  static func shares(budget: Int, exits: Int) -> [Float] {
    let logarithm = log(Float(budget) / 20)
    let terms = (1...exits).map { exp(Float($0) * logarithm) }
    let sum = terms.reduce(0, +)
    return terms.map { $0 / sum }
  }

  /// The thresholds that let these shares of the samples leave, exit by exit.
  static func thresholds(for shares: [Float], on samples: Samples) -> [Float] {
    let count = samples.labels.count
    var isTaken = [Bool](repeating: false, count: count)
    var thresholds: [Float] = []
    for exit in shares.indices.dropLast() {
      let scores = samples.scores[exit]
      let quota = Int((Float(count) * shares[exit]).rounded(.down))
      var threshold = never
      var counted = 0
      if quota > 0 {
        // Of equal scores the earlier sample comes first; the threshold is the same either way.
        for sample in (0..<count).sorted(by: { (scores[$0], $1) > (scores[$1], $0) }) where !isTaken[sample] {
          counted += 1
          if counted == quota {
            threshold = scores[sample]
            break
          }
        }
      }
      thresholds.append(threshold)
      for sample in 0..<count where scores[sample] >= threshold { isTaken[sample] = true }
    }
    return thresholds + [-never]
  }

  /// How many samples leave at each exit, and how many of all are right.
  static func application(of thresholds: [Float], to samples: Samples) -> (counts: [Int], right: Int) {
    var counts = [Int](repeating: 0, count: thresholds.count)
    var right = 0
    for sample in samples.labels.indices {
      guard let exit = thresholds.indices.first(where: { samples.scores[$0][sample] >= thresholds[$0] }) else {
        continue
      }
      counts[exit] += 1
      if samples.predictions[exit][sample] == samples.labels[sample] { right += 1 }
    }
    return (counts, right)
  }
}
