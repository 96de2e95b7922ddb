/// The lower triangle L of a positive definite matrix L L^T, which grows by one row at a time.
///
/// A row whose part orthogonal to the earlier ones is rounding alone is refused, so that dependent gradients are noticed.
struct CholeskyFactor {
  /// The smallest share of a diagonal entry that counts as more than rounding.
  static let tolerance = 1e-14

  private let capacity: Int
  private var entries: [Double]
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    entries = [Double](repeating: 0, count: capacity * capacity)
  }

  /// The factor of a matrix; nil where it is not positive definite.
  init?(_ matrix: SymmetricMatrix) {
    self.init(capacity: matrix.count)
    for i in 0..<matrix.count { guard append({ matrix[i, $0] }, diagonal: matrix[i, i]) else { return nil } }
  }

  /// Adds a row of the matrix, given its entries left of the diagonal.
  ///
  /// - Returns: false, without a change, where the matrix would not be positive definite.
  mutating func append(_ row: (Int) -> Double, diagonal: Double) -> Bool {
    let start = count * capacity
    var pivot = diagonal
    for column in 0..<count {
      var value = row(column)
      for k in 0..<column { value -= entries[start + k] * entries[column * capacity + k] }
      value /= entries[column * capacity + column]
      entries[start + column] = value
      pivot -= value * value
    }
    guard pivot > Self.tolerance * diagonal else { return false }
    entries[start + count] = pivot.squareRoot()
    count += 1
    return true
  }

  /// Takes the last row away.
  mutating func removeLast() { count -= 1 }

  /// The last entry of the solution y of L y = b, given the earlier ones.
  func lastForward(_ b: Double, _ earlier: [Double]) -> Double {
    let start = (count - 1) * capacity
    var value = b
    for k in 0..<count - 1 { value -= entries[start + k] * earlier[k] }
    return value / entries[start + count - 1]
  }

  /// The solution x of L^T x = y.
  func backward(_ y: [Double]) -> [Double] {
    var x = Array(y.prefix(count))
    for i in stride(from: count - 1, through: 0, by: -1) {
      for k in i + 1..<max(i + 1, count) { x[i] -= entries[k * capacity + i] * x[k] }
      x[i] /= entries[i * capacity + i]
    }
    return x
  }

  /// The solution x of L L^T x = b.
  func solve(_ b: [Double]) -> [Double] {
    var y = b
    for i in 0..<count {
      for k in 0..<i { y[i] -= entries[i * capacity + k] * y[k] }
      y[i] /= entries[i * capacity + i]
    }
    return backward(y)
  }
}
