import Foundation
import RunFiles

/// Thresholds from a distribution over exits: what share of the samples each exit is to take.
///
/// Going down the exits, the `floor(share * N)` surest samples among those still there leave, and nobody else; the threshold is
/// the smallest of their scores. Unlike in ``BudgetedBatch``, samples that are tied with the last one stay.
///
/// Source: Ilhan et al., "Adaptive Deep Neural Network Inference Optimization with EENet", WACV 2024. Where nobody is to leave,
/// the published threshold is 1, which a saturated confidence reaches; here it is out of reach.
package enum TargetDistribution {
  /// One threshold for each share; the last exit takes everything.
  package static func thresholds(for shares: [Double], on samples: ScoredSamples) -> [Float] {
    var hasLeft = [Bool](repeating: false, count: samples.count)
    let thresholds = shares.indices.dropLast().map { exit in
      let quota = Int((shares[exit] * Double(samples.count)).rounded(.down))
      let leaving = samples.ranking[exit].lazy.filter { !hasLeft[$0] }.prefix(quota)
      let chosen = Array(leaving)
      for sample in chosen { hasLeft[sample] = true }
      return chosen.last.map { samples.scores[exit][$0] } ?? OperatingPoint.never
    }
    return thresholds + [-OperatingPoint.never]
  }
}
