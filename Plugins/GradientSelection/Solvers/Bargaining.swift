import Foundation

/// Positive weights that give every exit the progress its share earns: (G w)_k = w_k^(-1/alpha) for all k.
///
/// They are where a strictly convex potential is least, and damped Newton steps find it. The unknowns are the weights times the
/// gradients' lengths, so that lengths of any ratio do no harm. There is no solution where a gradient is zero, or where some
/// weighted mean of the gradients is: the weights grow without bound.
enum Bargaining {
  private static let iterations = 200
  private static let wanted = 1e-12
  /// Residuals above this are reported as a stopped iteration.
  private static let accepted = 1e-6
  /// Where unit gradients have a weighted mean shorter than one over this, double precision cannot tell it from zero.
  private static let bound = 1e7

  static func solve(_ gram: SymmetricMatrix, alpha: Double) -> Solution {
    let norms = gram.norms
    guard !norms.contains(0) else { return Solution([], .undefined(.zeroGradient)) }
    let unit = gram.scaled(by: gram.inverseNorms)
    let exponent = 1 / alpha
    let factors = norms.map { pow($0, exponent - 1) }
    let start = factors.map { pow($0, 1 / (1 + exponent)) }
    var state = start
    var best = (weights: start, residual: Double.infinity)
    for _ in 0..<iterations {
      let products = unit.times(state)
      let residual = state.indices.reduce(0) { worst, k in
        max(worst, (products[k] * pow(state[k], exponent) / factors[k] - 1).magnitude)
      }
      if residual < best.residual { best = (state, residual) }
      let growth = zip(state, start).reduce(0) { max($0, pow($1.0 / $1.1, (1 + exponent) / 2)) }
      guard growth < bound else { return Solution([], .undefined(.stationary)) }
      if residual <= wanted { break }
      guard let next = step(from: state, unit, products, factors, exponent) else { break }
      state = next
    }
    guard best.residual <= accepted else { return Solution([], .undefined(.iterationLimit)) }
    return Solution(zip(best.weights, norms).map(/), .converged(residual: best.residual))
  }

  /// A Newton step, shortened until it stays positive and lowers the potential; nil where nothing lower can be seen.
  private static func step(
    from state: [Double], _ unit: SymmetricMatrix, _ products: [Double], _ factors: [Double], _ exponent: Double
  ) -> [Double]? {
    let pulls = zip(factors, state).map { $0 * pow($1, -exponent) }
    let gradient = zip(products, pulls).map(-)
    let hessian = SymmetricMatrix(count: unit.count) { i, j in
      unit[i, j] + (i == j ? exponent * pulls[i] / state[i] : 0)
    }
    guard let factor = CholeskyFactor(hessian) else { return nil }
    let direction = factor.solve(gradient.map { -$0 })
    let slope = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
    guard slope < 0 else { return nil }
    var length = 1.0
    for (value, change) in zip(state, direction) where change < 0 { length = min(length, -0.9 * value / change) }
    let before = potential(state, unit, factors, exponent)
    // Close to the minimum the potential's differences are rounding, and the full step is right.
    let isClose = -slope <= 1e-10 * max(before.magnitude, 1)
    while length > 1e-10 {
      let next = zip(state, direction).map { $0 + length * $1 }
      if isClose || potential(next, unit, factors, exponent) <= before + 1e-4 * length * slope { return next }
      length /= 2
    }
    return nil
  }

  private static func potential(
    _ state: [Double], _ unit: SymmetricMatrix, _ factors: [Double], _ exponent: Double
  ) -> Double {
    let rewards = zip(factors, state).map { factor, value in
      factor * (exponent == 1 ? log(value) : pow(value, 1 - exponent) / (1 - exponent))
    }
    return unit.product(state, state) / 2 - rewards.reduce(0, +)
  }
}

extension Bargaining {
  /// The solution for the gradients that are not zero, whose weights are 0; where there is none, `otherwise` or the mean.
  static func solveLeavingOutZeros(_ gram: SymmetricMatrix, alpha: Double, otherwise: [Double]?) -> Solution {
    let present = gram.norms.indices.filter { gram.norms[$0] > 0 }
    guard !present.isEmpty else { return .mean(gram.count, .undefined(.zeroGradient)) }
    let solution = solve(gram.selecting(present), alpha: alpha)
    guard case .converged = solution.status else {
      return otherwise.map { Solution($0, solution.status) } ?? .mean(gram.count, solution.status)
    }
    guard present.count < gram.count else { return solution }
    var weights = [Double](repeating: 0, count: gram.count)
    for (index, weight) in zip(present, solution.weights) { weights[index] = weight }
    return Solution(weights, .fallback(.zeroGradient))
  }
}
