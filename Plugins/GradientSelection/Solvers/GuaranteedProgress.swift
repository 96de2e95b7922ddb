/// The direction nearest to a primary gradient that makes some progress on every other.
///
/// It minimises `|d - g_0|^2` with `g_j . d >= progress_j`.
///
/// d is g_0 plus the others with non-negative multipliers, positive only where the constraint is tight. Every set of tight
/// constraints is tried; the one that violates nothing is the answer, and where none does, the constraints contradict.
enum GuaranteedProgress {
  /// How far a constraint may be missed, relative to the longest gradient.
  private static let tolerance = 1e-9

  /// - Parameters:
  ///   - gram: of the others, at most ``Supports/limit``.
  ///   - slack: `g_j . g_0 - progress_j` for each of them.
  /// - Returns: the multipliers of the others; `infeasible` with zeros where nothing satisfies all constraints.
  static func multipliers(_ gram: SymmetricMatrix, slack: [Double]) -> Solution {
    let longest = max(gram.diagonal.max() ?? 0, .leastNonzeroMagnitude)
    var best = [Double](repeating: 0, count: gram.count)
    var least = violation(slack) / longest
    guard least > 0 else { return Solution(best) }
    var supports = Supports(gram, [slack.map { -$0 }])
    supports.visit { support in
      guard let multipliers = support.nonNegativeSolution(0) else { return }
      let all = support.spread(multipliers)
      var left = zip(slack, gram.times(all)).map(+)
      for index in support.indices { left[index] = left[index].magnitude * -1 }
      let missed = violation(left) / longest
      if missed < least { (best, least) = (all, missed) }
    }
    guard least <= tolerance else {
      return Solution([Double](repeating: 0, count: gram.count), .fallback(.infeasible))
    }
    return Solution(best, .converged(residual: least))
  }

  private static func violation(_ slack: [Double]) -> Double { slack.reduce(0) { max($0, -$1) } }
}
