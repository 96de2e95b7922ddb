import WorkbenchCore

/// Visits all sets of indices whose rows of a matrix are linearly independent, with the solutions that belong to them.
///
/// A small problem over non-negative weights is solved exactly by trying which of them are positive. A set grows by one index
/// at a time, and so does its factor, which makes the 127 sets of seven gradients a matter of microseconds.
struct Supports {
  /// More gradients than this have too many sets.
  static let limit = 12

  /// Throws where a strategy that tries all sets meets a network with too many exits.
  static func check(_ topology: Topology, for strategy: any GradientStrategy.Type, hint: String = "") throws {
    guard topology.exits.count > limit else { return }
    throw ModelError(
      "strategy '\(strategy.name)' is solved for up to \(limit) exits; this network has \(topology.exits.count)\(hint)")
  }

  private let matrix: SymmetricMatrix
  private let rightSides: [[Double]]
  /// The indices of the set that is visited.
  private(set) var indices: [Int] = []
  private var factor: CholeskyFactor
  private var forward: [[Double]]

  /// For the systems `matrix[S, S] x = rightSides[i][S]` of every set S.
  init(_ matrix: SymmetricMatrix, _ rightSides: [[Double]]) {
    (self.matrix, self.rightSides) = (matrix, rightSides)
    factor = CholeskyFactor(capacity: matrix.count)
    forward = [[Double]](repeating: [], count: rightSides.count)
  }

  /// Calls `body` for every independent set but the empty one.
  mutating func visit(_ body: (Supports) -> Void) { extend(from: 0, body) }

  private mutating func extend(from first: Int, _ body: (Supports) -> Void) {
    for index in first..<max(first, matrix.count) {
      let row = { [matrix, indices] column in matrix[index, indices[column]] }
      guard factor.append(row, diagonal: matrix[index, index]) else { continue }
      indices.append(index)
      for side in rightSides.indices {
        forward[side].append(factor.lastForward(rightSides[side][index], forward[side]))
      }
      body(self)
      extend(from: index + 1, body)
      factor.removeLast()
      indices.removeLast()
      for side in rightSides.indices { forward[side].removeLast() }
    }
  }

  /// The solution for a right side, in the order of ``indices``.
  func solution(_ side: Int) -> [Double] { factor.backward(forward[side]) }

  /// The inner product of one right side with the solution for another.
  func product(_ side: Int, _ other: Int) -> Double {
    zip(forward[side], forward[other]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Numbers in the order of ``indices`` at their places among `count`; 0 elsewhere.
  func spread(_ values: [Double]) -> [Double] {
    var all = [Double](repeating: 0, count: matrix.count)
    for (index, value) in zip(indices, values) { all[index] = value }
    return all
  }
}
