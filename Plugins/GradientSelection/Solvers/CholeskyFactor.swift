/// The lower triangle L of a positive definite matrix L L^T, which takes in the matrix's rows one by one.
///
/// A row whose part orthogonal to the earlier ones is rounding alone is refused, so that dependent gradients are noticed.
struct CholeskyFactor {
  /// The smallest share of a diagonal entry that counts as more than rounding.
  static let tolerance = 1e-14

  private let matrix: SymmetricMatrix
  private var entries: [Double]
  /// The rows of the matrix that were taken in, in their order.
  private(set) var indices: [Int] = []

  /// A factor that has taken in no row yet.
  init(rowsOf matrix: SymmetricMatrix) {
    self.matrix = matrix
    entries = [Double](repeating: 0, count: matrix.count * matrix.count)
    indices.reserveCapacity(matrix.count)
  }

  /// The factor of a whole matrix; nil where it is not positive definite.
  init?(_ matrix: SymmetricMatrix) {
    self.init(rowsOf: matrix)
    for index in 0..<matrix.count { guard append(index) else { return nil } }
  }

  /// Takes in a row of the matrix, and the column of the same index.
  ///
  /// - Returns: false, without a change, where what is taken in would not be positive definite.
  mutating func append(_ index: Int) -> Bool {
    let start = indices.count * matrix.count
    let diagonal = matrix[index, index]
    var pivot = diagonal
    for column in indices.indices {
      let above = column * matrix.count
      var value = matrix[index, indices[column]]
      for k in 0..<column { value -= entries[start + k] * entries[above + k] }
      value /= entries[above + column]
      entries[start + column] = value
      pivot -= value * value
    }
    guard pivot > Self.tolerance * diagonal else { return false }
    entries[start + indices.count] = pivot.squareRoot()
    indices.append(index)
    return true
  }

  /// Forgets the last row.
  mutating func removeLast() { indices.removeLast() }

  /// Puts the last entry of the solution y of L y = b behind the earlier ones, which begin at `start` of `y`.
  func substituteForward(_ b: Double, in y: inout [Double], from start: Int) {
    let last = indices.count - 1
    let row = last * matrix.count
    var value = b
    for k in 0..<last { value -= entries[row + k] * y[start + k] }
    y[start + last] = value / entries[row + last]
  }

  /// Turns entry i of y into that of the solution x of L^T x = y, the later ones being x's.
  private func substituteBackward(_ i: Int, in x: inout [Double]) {
    for k in i + 1..<max(i + 1, indices.count) { x[i] -= entries[k * matrix.count + i] * x[k] }
    x[i] /= entries[i * matrix.count + i]
  }

  /// The solution x of L^T x = y; nil where an entry is negative.
  func nonNegativeBackward(_ y: (Int) -> Double) -> [Double]? {
    // Most often the last entry decides already.
    let last = indices.count - 1
    guard y(last) >= 0 else { return nil }
    var x = [Double](repeating: 0, count: indices.count)
    for i in stride(from: last, through: 0, by: -1) {
      x[i] = y(i)
      substituteBackward(i, in: &x)
      guard x[i] >= 0 else { return nil }
    }
    return x
  }

  /// The solution x of L L^T x = b.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    for i in indices.indices {
      for k in 0..<i { x[i] -= entries[i * matrix.count + k] * x[k] }
      x[i] /= entries[i * matrix.count + i]
    }
    for i in indices.indices.reversed() { substituteBackward(i, in: &x) }
    return x
  }
}
