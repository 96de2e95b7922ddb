/// The weights of the worst-served exits in CAGrad: min w^T G b + radius * |J^T w| over w >= 0 with the sum 1.
///
/// For every set of exits with a positive weight the stationary point has a closed form; the least among those with
/// non-negative weights is the answer where the slope there says so. Else it is the shortest weighted mean, where the
/// objective may have a kink.
enum ConflictAverseDual {
  /// The problem is convex, so a point with a residual as small as this needs no rival.
  private static let certain = 1e-12

  /// - Parameters:
  ///   - gram: of trace 1, of up to ``Supports/limit`` gradients.
  ///   - mean: the weights b of the direction that is improved.
  ///   - radius: how far the direction may lie from it.
  /// - Returns: the weights w.
  static func solve(_ gram: SymmetricMatrix, mean: [Double], radius: Double) -> Solution {
    var best = mean
    var least = Double.infinity
    var supports = Supports(gram, [[Double](repeating: 1, count: gram.count), gram.times(mean)])
    supports.visit { support in
      let (a, e, f) = (support.product(0, 0), support.product(0, 1), support.product(1, 1))
      let root = (e * e - a * (f - radius * radius)).squareRoot()
      // The multiplier of the constraint that weights add up to 1 is the value of the objective, too.
      let multiplier = (e + root) / a
      guard root > 0, multiplier < least,
        let solution = support.nonNegativeSolution(0, times: multiplier, less: 1)
      else { return }
      (best, least) = (support.spread(solution.map { $0 / root }), multiplier)
    }
    var missed = residual(of: best, gram, mean, radius)
    if missed > certain {
      let shortest = MinimumNorm.exact(gram).weights
      if gram.product(shortest, mean) + radius * gram.length(shortest) < least { best = shortest }
      missed = residual(of: best, gram, mean, radius)
    }
    return Solution(best, .converged(residual: missed))
  }

  /// By how much moving weight to one exit would still lower the objective.
  private static func residual(
    of weights: [Double], _ gram: SymmetricMatrix, _ mean: [Double], _ radius: Double
  ) -> Double {
    let length = gram.length(weights)
    guard length > 0 else { return 0 }
    let slope = zip(gram.times(mean), gram.times(weights)).map { $0 + radius * $1 / length }
    let own = zip(slope, weights).reduce(0) { $0 + $1.0 * $1.1 }
    return max(0, own - (slope.min() ?? own))
  }
}
