import Foundation
import RunFiles

/// Budgeted batch classification: how accurate a network is when samples leave as early as a mean cost per sample allows.
///
/// For every budget a share of samples is assigned to each exit, thresholds that let these shares leave are fitted on the
/// calibration split, and the thresholds are applied to another split. Shares and quotas are in single precision, as in the
/// reference implementation, so that its curves can be reproduced.
///
/// Source: Huang et al., "Multi-Scale Dense Networks", ICLR 2018, section 4; 40 budgets as in the reference implementation of
/// Deep Feature Surgery (ECCV 2024).
package enum BudgetedBatch {
  /// The whole curve.
  ///
  /// Thresholds are fitted on `calibration` and applied to `test`; `costs` are those of the way to each exit.
  package static func curve(
    calibration: ScoredSamples, test: ScoredSamples, costs: [Double], budgets: ClosedRange<Int> = 1...40
  ) -> [OperatingPoint] {
    budgets.map { budget in
      let shares = shares(budget: budget, exits: costs.count)
      return OperatingPoint(
        "budget \(budget)", thresholds: thresholds(for: shares, on: calibration), on: test, costs: costs,
        budget: budget, shares: shares.map(Double.init))
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
  ///
  /// The threshold is the score of the last sample of the quota among those that have not left; whatever reaches it counts as
  /// gone, so that equal scores leave together. An exit without a quota, or with one that cannot be filled, lets nobody go.
  static func thresholds(for shares: [Float], on samples: ScoredSamples) -> [Float] {
    var hasLeft = [Bool](repeating: false, count: samples.count)
    var thresholds: [Float] = []
    for exit in shares.indices.dropLast() {
      let scores = samples.scores[exit]
      let quota = Int((Float(samples.count) * shares[exit]).rounded(.down))
      var threshold = OperatingPoint.never
      var counted = 0
      for sample in samples.ranking[exit] where counted < quota && !hasLeft[sample] {
        counted += 1
        if counted == quota { threshold = scores[sample] }
      }
      thresholds.append(threshold)
      for sample in scores.indices where scores[sample] >= threshold { hasLeft[sample] = true }
    }
    return thresholds + [-OperatingPoint.never]
  }
}
