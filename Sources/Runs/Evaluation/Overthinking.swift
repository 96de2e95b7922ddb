import Foundation
import WorkbenchCore

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

  /// The measures as one value for each sample, of which they are the means.
  struct Columns {
    let oracle: [Double]
    let oracleCost: [Double]
    let cumulativeCorrect: [[Double]]
    let uniqueCorrect: [[Double]]
    let destructive: [[Double]]
    let destructiveAny: [Double]
    let wasteful: [Double]
    let confusion: [Double]

    /// - Parameters:
    ///   - isRight: whether every exit is right, `[exits][samples]`.
    ///   - confusion: of every sample.
    ///   - costs: of the way to each exit.
    init(isRight: [[Bool]], confusion: [Double], costs: [Double]) {
      let last = isRight.count - 1
      let samples = isRight[0].indices
      let first = samples.map { sample in isRight.firstIndex { $0[sample] } }
      func column(_ holds: (Int) -> Bool) -> [Double] { samples.map { holds($0) ? 1 : 0 } }
      oracle = column { first[$0] != nil }
      oracleCost = first.map { costs[$0 ?? last] }
      cumulativeCorrect = isRight.indices.map { exit in column { first[$0].map { $0 <= exit } ?? false } }
      uniqueCorrect = isRight.indices.map { exit in column { first[$0] == exit } }
      destructive = isRight.indices.map { exit in column { isRight[exit][$0] && !isRight[last][$0] } }
      destructiveAny = column { first[$0] != nil && !isRight[last][$0] }
      wasteful = column { first[$0].map { $0 < last } ?? false && isRight[last][$0] }
      self.confusion = confusion
    }
  }

  init(_ columns: Columns) {
    func mean(_ column: [Double]) -> Double { column.reduce(0, +) / Double(max(column.count, 1)) }
    (oracle, oracleCost) = (mean(columns.oracle), mean(columns.oracleCost))
    (cumulativeCorrect, uniqueCorrect) = (columns.cumulativeCorrect.map(mean), columns.uniqueCorrect.map(mean))
    (destructive, destructiveAny) = (columns.destructive.map(mean), mean(columns.destructiveAny))
    (wasteful, confusion) = (mean(columns.wasteful), mean(columns.confusion))
  }

  /// The confusion score of every sample, from the probabilities `[N, classes]` of every exit.
  static func confusion(of probabilities: [Tensor]) throws -> [Double] {
    guard let last = probabilities.last else { return [] }
    var sum = try Tensor.zeros([last.shape[0]], type: last.type)
    for exit in probabilities.dropLast() { sum = try sum + (exit - last).absolute().sum(dims: [1]) }
    return try sum.elements()
  }
}
