import Foundation

/// Which samples of a batch leave at which exit when a budget is spread over the exits.
struct ExitAllocation {
  /// The share of the samples that leaves at each exit: proportional to `ratio^k`, with `ratio` a twentieth of the budget.
  let shares: [Double]

  /// A budget as in budgeted batch classification: below 20 most samples leave early, above 20 late.
  init(budget: Int, exits: Int) {
    let powers = (1...exits).map { pow(Double(budget) / 20, Double($0)) }
    let sum = powers.reduce(0, +)
    shares = powers.map { $0 / sum }
  }

  /// The samples that leave at each exit, by `confidences[exit][sample]`.
  ///
  /// Every exit takes the most confident of those that are left, as many as its share of the whole batch allows; the last takes
  /// the rest.
  func samples(_ confidences: [[Double]]) -> [[Int]] {
    var left = Array((confidences.first ?? []).indices)
    return confidences.indices.map { exit in
      // Of two that are equally confident the first goes first.
      let ranked = left.sorted { (-confidences[exit][$0], $0) < (-confidences[exit][$1], $1) }
      let isLast = exit == confidences.count - 1
      let count = isLast ? ranked.count : Int((Double(confidences[exit].count) * shares[exit]).rounded(.down))
      let leaving = Array(ranked.prefix(count))
      left.removeAll(where: Set(leaving).contains)
      return leaving
    }
  }
}
