import Foundation

/// What deeper exits add, waste and spoil, in shares of all samples, 0...1.
///
/// Source: Kaya, Hong, Dumitras, "Shallow-Deep Networks: Understanding and Mitigating Network Overthinking", ICML 2019.
package struct Overthinking: Sendable, Codable, Equatable {
  /// Right at some exit: what a policy that knows the labels would reach.
  package let oracle: Double
  /// The mean cost of the first exit that is right, of the whole way where none is.
  package let oracleCost: Double
  /// Right at some exit up to this one.
  package let cumulativeCorrect: [Double]
  /// Right at this exit and at none before.
  package let uniqueCorrect: [Double]
  /// Right at this exit and wrong at the last.
  package let destructive: [Double]
  /// Right at some exit and wrong at the last.
  package let destructiveAny: Double
  /// Right at the last exit and at one before: the way between them was for nothing.
  package let wasteful: Double
  /// The mean over samples of `sum_k |p_k - p_last|_1`, 0...2 for every exit but the last.
  package let confusion: Double

  package init(
    oracle: Double, oracleCost: Double, cumulativeCorrect: [Double], uniqueCorrect: [Double], destructive: [Double],
    destructiveAny: Double, wasteful: Double, confusion: Double
  ) {
    (self.oracle, self.oracleCost, self.cumulativeCorrect, self.uniqueCorrect) = (
      oracle, oracleCost, cumulativeCorrect, uniqueCorrect
    )
    (self.destructive, self.destructiveAny, self.wasteful, self.confusion) = (
      destructive, destructiveAny, wasteful, confusion
    )
  }
}
