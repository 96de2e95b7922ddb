import WorkbenchCore

/// Weights of gradients whose weighted sum has given projections on the unit gradients.
enum UnitProjections {
  /// Eigenvalues below this share of the largest count as zero: unit gradients are then dependent.
  static let cut = 1e-10

  /// The weights for `projections`, one for each gradient; nil where the gradients are dependent.
  ///
  /// Gradients of zero have weight 0. Solving for unit gradients, and dividing by lengths after, loses no digits where lengths
  /// differ by orders of magnitude.
  static func weights(_ gram: SymmetricMatrix, _ projections: [Double]) -> [Double]? {
    let inverse = gram.inverseNorms
    let present = inverse.indices.filter { inverse[$0] > 0 }
    let unit = gram.scaled(by: inverse).selecting(present)
    let values = SymmetricEigen(unit).values
    guard let smallest = values.min(), let largest = values.max(), smallest > cut * largest,
      let factor = CholeskyFactor(unit)
    else { return nil }
    var weights = [Double](repeating: 0, count: gram.count)
    for (index, weight) in zip(present, factor.solve(present.map { projections[$0] })) {
      weights[index] = weight * inverse[index]
    }
    return weights
  }
}
