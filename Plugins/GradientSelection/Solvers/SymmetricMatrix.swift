import WorkbenchCore

/// A small symmetric matrix in double precision: inner products of gradients, and what solvers make of them.
struct SymmetricMatrix: Equatable {
  let count: Int
  private var entries: [Double]

  init(count: Int, entry: (Int, Int) -> Double) {
    self.count = count
    entries = [Double](repeating: 0, count: count * count)
    for i in 0..<count { for j in 0..<count { entries[i * count + j] = entry(i, j) } }
  }

  init(_ gram: GramMatrix) { self.init(count: gram.count) { gram[$0, $1] } }

  subscript(i: Int, j: Int) -> Double { entries[i * count + j] }

  var diagonal: [Double] { (0..<count).map { self[$0, $0] } }

  var trace: Double { diagonal.reduce(0, +) }

  /// The length of every gradient.
  var norms: [Double] { diagonal.map { max($0, 0).squareRoot() } }

  /// One over the length of every gradient; 0 for a gradient that is zero.
  var inverseNorms: [Double] { norms.map { $0 > 0 ? 1 / $0 : 0 } }

  /// The inner product of every gradient with the weighted sum of all.
  func times(_ weights: [Double]) -> [Double] { (0..<count).map { row($0, times: weights) } }

  /// The inner product of gradient i with the weighted sum of all.
  func row(_ i: Int, times weights: [Double]) -> Double {
    var sum = 0.0
    for j in 0..<count { sum += entries[i * count + j] * weights[j] }
    return sum
  }

  /// The inner product of two weighted sums of gradients.
  func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += a[i] * row(i, times: b) }
    return sum
  }

  /// The length of a weighted sum of gradients.
  func length(_ weights: [Double]) -> Double { max(product(weights, weights), 0).squareRoot() }

  /// The matrix for gradients that are multiplied by factors.
  func scaled(by factors: [Double]) -> SymmetricMatrix {
    SymmetricMatrix(count: count) { self[$0, $1] * factors[$0] * factors[$1] }
  }

  /// The rows and columns of these indices alone.
  func selecting(_ indices: [Int]) -> SymmetricMatrix {
    SymmetricMatrix(count: indices.count) { self[indices[$0], indices[$1]] }
  }
}

extension SymmetricEigen {
  init(_ matrix: SymmetricMatrix) { self.init(count: matrix.count) { matrix[$0, $1] } }
}
