/// Weights of gradients whose sum raises no exit's loss and that are nowhere smaller than given ones: min v^T M v over v >= floor.
///
/// The conditions of the minimum (v >= floor, M v >= 0 where v is at the floor, M v = 0 elsewhere) are a linear complementarity
/// problem, solved by least-index principal pivoting: the lowest index that violates them changes sides. For positive
/// definite M this ends.
///
/// Source: Murty, "Note on a Bard-type scheme for solving the complementarity problem", Opsearch 1974.
enum DualCone {
  private static let pivots = 10_000

  static func project(_ matrix: SymmetricMatrix, floor: [Double]) -> Solution {
    var isFree = [Bool](repeating: false, count: floor.count)
    for _ in 0..<pivots {
      guard let weights = weights(matrix, floor, isFree) else {
        return Solution(floor, .fallback(.dependentGradients))
      }
      let products = matrix.times(weights)
      let sizes = rounding(matrix, weights)
      guard
        let violating = weights.indices.first(where: { i in
          isFree[i] ? weights[i] < floor[i] : products[i] < -sizes[i]
        })
      else {
        return Solution(weights, .converged(residual: residual(products, sizes, isFree)))
      }
      isFree[violating].toggle()
    }
    return Solution(floor, .fallback(.iterationLimit))
  }

  /// The weights whose products with the free gradients are zero, the others being at their floor.
  private static func weights(_ matrix: SymmetricMatrix, _ floor: [Double], _ isFree: [Bool]) -> [Double]? {
    let free = floor.indices.filter { isFree[$0] }
    guard let factor = CholeskyFactor(matrix.selecting(free)) else { return nil }
    var fixed = floor
    for index in free { fixed[index] = 0 }
    let products = matrix.times(fixed)
    var weights = fixed
    for (index, weight) in zip(free, factor.solve(free.map { -products[$0] })) { weights[index] = weight }
    return weights
  }

  /// How large a product is that may be rounding alone.
  private static func rounding(_ matrix: SymmetricMatrix, _ weights: [Double]) -> [Double] {
    weights.indices.map { i in
      8 * Double.ulpOfOne * weights.indices.reduce(0) { $0 + (matrix[i, $1] * weights[$1]).magnitude }
    }
  }

  /// The largest product that should be zero, in units of the sum of its terms.
  private static func residual(_ products: [Double], _ sizes: [Double], _ isFree: [Bool]) -> Double {
    let shares = products.indices.filter { isFree[$0] && sizes[$0] > 0 }.map { i in
      products[i].magnitude / sizes[i] * 8 * Double.ulpOfOne
    }
    return shares.max() ?? 0
  }
}
