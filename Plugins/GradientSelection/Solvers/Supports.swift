import WorkbenchCore

/// Visits all sets of indices whose rows of a matrix are linearly independent, with the solutions that belong to them.
///
/// A small problem over non-negative weights is solved exactly by trying which of them are positive. A set grows by one index
/// at a time, and so does its factor, which makes the 127 sets of seven gradients a matter of microseconds.
struct Supports: ~Copyable {
  /// More gradients than this have too many sets.
  static let limit = 12

  /// Throws where a strategy that tries all sets meets a network with too many exits.
  static func check(_ topology: Topology, for strategy: any GradientStrategy.Type, hint: String = "") throws {
    guard topology.exits.count > limit else { return }
    throw ModelError(
      "strategy '\(strategy.name)' is solved for up to \(limit) exits; this network has \(topology.exits.count)\(hint)")
  }

  private let count: Int
  private let sides: Int
  /// All in one array, and `forward` too, so that visiting a set makes none.
  private let rightSides: [Double]
  private var factor: CholeskyFactor
  /// The solution y of L y = b for every right side b.
  private var forward: [Double]

  /// For the systems `matrix[S, S] x = rightSides[i][S]` of every set S.
  init(_ matrix: SymmetricMatrix, _ rightSides: [[Double]]) {
    (count, sides) = (matrix.count, rightSides.count)
    self.rightSides = rightSides.flatMap(\.self)
    factor = CholeskyFactor(rowsOf: matrix)
    forward = [Double](repeating: 0, count: self.rightSides.count)
  }

  /// The indices of the set that is visited.
  var indices: [Int] { factor.indices }

  /// Calls `body` for every independent set but the empty one.
  mutating func visit(_ body: (borrowing Supports) -> Void) { extend(from: 0, body) }

  private mutating func extend(from first: Int, _ body: (borrowing Supports) -> Void) {
    for index in first..<max(first, count) where factor.append(index) {
      for side in 0..<sides {
        factor.substituteForward(rightSides[side * count + index], in: &forward, from: side * count)
      }
      body(self)
      extend(from: index + 1, body)
      factor.removeLast()
    }
  }

  /// The solution for a right side, in the order of ``indices``; nil where an entry is negative.
  func nonNegativeSolution(_ side: Int) -> [Double]? {
    factor.nonNegativeBackward { forward[side * count + $0] }
  }

  /// The solution for a right side times a number, less another right side; nil where an entry is negative.
  func nonNegativeSolution(_ side: Int, times multiplier: Double, less other: Int) -> [Double]? {
    factor.nonNegativeBackward { multiplier * forward[side * count + $0] - forward[other * count + $0] }
  }

  /// The inner product of one right side with the solution for another.
  func product(_ side: Int, _ other: Int) -> Double {
    var sum = 0.0
    for k in factor.indices.indices { sum += forward[side * count + k] * forward[other * count + k] }
    return sum
  }

  /// Numbers in the order of ``indices`` at their places among `count`; 0 elsewhere.
  func spread(_ values: [Double]) -> [Double] {
    var all = [Double](repeating: 0, count: count)
    for (index, value) in zip(indices, values) { all[index] = value }
    return all
  }
}
