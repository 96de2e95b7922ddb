/// The shortest vector among all weighted means of the gradients: min w^T G w over w >= 0 with the sum 1.
enum MinimumNorm {
  /// The exact answer for up to ``Supports/limit`` gradients.
  ///
  /// The gradients with a positive weight are affinely independent in some solution. Every set of them is tried: relative to
  /// its shortest gradient, the others' weights solve a linear system. Among those that are weights of a mean, the one that comes
  /// closest to `g_k . d >= |d|^2` for all k is the answer. (Lengths would not do: close to zero they differ less than they are
  /// rounded.)
  static func exact(_ gram: SymmetricMatrix) -> Solution {
    let order = (0..<gram.count).sorted { (gram[$0, $0], $0) < (gram[$1, $1], $1) }
    let inverse = gram.inverseNorms
    var best = [Double](repeating: 0, count: gram.count)
    var least = Double.infinity
    func consider(_ weights: [Double]) {
      let missed = residual(of: weights, gram, inverse)
      if missed < least { (best, least) = (weights, missed) }
    }
    for (place, base) in order.enumerated() {
      var weights = [Double](repeating: 0, count: gram.count)
      weights[base] = 1
      consider(weights)
      let others = Array(order[(place + 1)...])
      // Differences to the shortest gradient lose no digits, however much longer the others are.
      let differences = SymmetricMatrix(count: others.count) { i, j in
        gram[others[i], others[j]] - gram[others[i], base] - gram[others[j], base] + gram[base, base]
      }
      var supports = Supports(differences, [others.map { gram[base, base] - gram[$0, base] }])
      supports.visit { support in
        guard let solution = support.nonNegativeSolution(0) else { return }
        weights[base] = 1 - solution.reduce(0, +)
        guard weights[base] >= 0 else { return }
        for index in others { weights[index] = 0 }
        for (index, weight) in zip(support.indices, solution) { weights[others[index]] = weight }
        consider(weights)
      }
    }
    return Solution(best, .converged(residual: least))
  }

  /// The published iteration: steps towards the gradient that opposes the mean most, until a step is short.
  ///
  /// It converges slowly and stops early on purpose; the residual says how far from the answer.
  ///
  /// Source: Sener and Koltun, "Multi-Task Learning as Multi-Objective Optimization", NeurIPS 2018, algorithm 2.
  static func frankWolfe(_ gram: SymmetricMatrix, tolerance: Double = 1e-3, iterations: Int = 100) -> Solution {
    var weights = [Double](repeating: 1 / Double(gram.count), count: gram.count)
    for _ in 0..<iterations {
      let products = gram.times(weights)
      guard let lowest = products.indices.min(by: { products[$0] < products[$1] }) else { break }
      let a = products[lowest]
      let b = zip(weights, products).reduce(0) { $0 + $1.0 * $1.1 }
      let c = gram[lowest, lowest]
      let step = c <= a ? 1 : b <= a ? 0 : (b - a) / (b + c - 2 * a)
      weights = weights.map { (1 - step) * $0 }
      weights[lowest] += step
      if step < tolerance {
        return Solution(weights, .converged(residual: residual(of: weights, gram, gram.inverseNorms)))
      }
    }
    return Solution(weights, .fallback(.iterationLimit))
  }

  /// How far a weighted mean d misses `g_k . d >= |d|^2` for some k, relative to the lengths of `g_k` and of the longest gradient.
  private static func residual(of weights: [Double], _ gram: SymmetricMatrix, _ inverse: [Double]) -> Double {
    let square = gram.product(weights, weights)
    let smallest = inverse.lazy.filter { $0 > 0 }.min() ?? 0
    var missed = 0.0
    for k in weights.indices {
      // A gradient of zero leaves no update but zero.
      missed = max(missed, (square - gram.row(k, times: weights)) * (inverse[k] > 0 ? inverse[k] : smallest))
    }
    return missed * smallest
  }
}
