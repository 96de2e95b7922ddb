/// Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.
///
/// Source: Golub and Van Loan, "Matrix Computations", section 8.5.
package struct SymmetricEigen {
  /// In no order.
  package let values: [Double]
  /// `vectors[k]` belongs to `values[k]`; all have length 1.
  package let vectors: [[Double]]

  /// Decomposes the matrix of `count` rows whose entries `entry(row, column)` gives.
  package init(count: Int, entry: (Int, Int) -> Double) {
    var a = (0..<count).map { i in (0..<count).map { entry(i, $0) } }
    var v = (0..<count).map { i in (0..<count).map { $0 == i ? 1.0 : 0 } }
    // The rotations converge quadratically: matrices of this size need about six sweeps.
    for _ in 0..<50 {
      var rotated = false
      for p in 0..<count {
        for q in p + 1..<max(p + 1, count) {
          let limit = Double.ulpOfOne * a[p][p].magnitude.squareRoot() * a[q][q].magnitude.squareRoot()
          guard a[p][q].magnitude > limit * 0.5 else { continue }
          rotated = true
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<count {
            let (x, y) = (a[p][k], a[q][k])
            (a[p][k], a[q][k]) = (c * x - s * y, s * x + c * y)
          }
          for k in 0..<count {
            let (x, y) = (a[k][p], a[k][q])
            (a[k][p], a[k][q]) = (c * x - s * y, s * x + c * y)
          }
          (a[p][q], a[q][p]) = (0, 0)
          for k in 0..<count {
            let (x, y) = (v[p][k], v[q][k])
            (v[p][k], v[q][k]) = (c * x - s * y, s * x + c * y)
          }
        }
      }
      if !rotated { break }
    }
    values = (0..<count).map { a[$0][$0] }
    vectors = v
  }

  /// The eigenvalues above a share of the largest, with their vectors.
  package func above(_ share: Double) -> [(value: Double, vector: [Double])] {
    let largest = values.max() ?? 0
    return zip(values, vectors).filter { $0.0 > max(0, share * largest) }.map { ($0.0, $0.1) }
  }

  /// The sum of `function(value) * vector * (vector . b)` over the eigenvalues above a share of the largest.
  package func applying(_ function: (Double) -> Double, to b: [Double], above share: Double) -> [Double] {
    above(share).reduce(into: [Double](repeating: 0, count: b.count)) { sum, pair in
      let factor = function(pair.value) * zip(pair.vector, b).reduce(0) { $0 + $1.0 * $1.1 }
      for k in sum.indices { sum[k] += factor * pair.vector[k] }
    }
  }
}
