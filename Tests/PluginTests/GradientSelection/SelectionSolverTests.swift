import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import GradientSelection

/// The small solvers, each against what defines its answer.
@Suite struct SelectionSolverTests {
  private func matrix(_ rows: [[Double]]) -> SymmetricMatrix { SymmetricMatrix(Rows(rows).gram) }

  @Test(arguments: RandomRows.independent)
  func `a Cholesky factor solves its system`(random: RandomRows) throws {
    let gram = SymmetricMatrix(random.rows.gram)
    let b = (0..<gram.count).map { Double($0) - 1.5 }
    let x = try #require(CholeskyFactor(gram)).solve(b)
    #expect(distance(gram.times(x), b) <= 1e-8)
  }

  @Test func `a dependent row is refused, and the factor goes on without it`() {
    let gram = matrix([[1, 0], [2, 0], [1, 1]])
    #expect(CholeskyFactor(gram) == nil)
    var factor = CholeskyFactor(capacity: 3)
    let accepted = (0..<3).map { row in factor.append({ gram[row, [0, 2][$0]] }, diagonal: gram[row, row]) }
    #expect(accepted == [true, false, true])
    #expect(distance(factor.solve([1, 3]), [-1, 2]) <= 1e-15)
  }

  @Test(arguments: RandomRows.any)
  func `eigenvectors are orthogonal and rebuild the matrix`(random: RandomRows) {
    let gram = SymmetricMatrix(random.rows.gram)
    let eigen = SymmetricEigen(gram)
    for i in 0..<gram.count {
      for j in 0..<gram.count {
        let dot = zip(eigen.vectors[i], eigen.vectors[j]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(dot - (i == j ? 1 : 0)) <= 1e-13)
        let rebuilt = zip(eigen.values, eigen.vectors).reduce(0) { $0 + $1.0 * $1.1[i] * $1.1[j] }
        #expect(abs(rebuilt - gram[i, j]) <= 1e-12 * gram.trace)
      }
    }
  }

  @Test func `all independent sets are visited`() {
    var supports = Supports(matrix([[1, 0], [0, 1], [1, 1]]), [[1, 1, 1]])
    var seen: [[Int]] = []
    supports.visit { seen.append($0.indices) }
    #expect(seen == [[0], [0, 1], [0, 2], [1], [1, 2], [2]])
  }

  @Test func `the solution of a set is that of its system`() {
    let gram = SymmetricMatrix(RandomRows.independent[4].rows.gram)
    let sides = [[1.0, 2, 3, 4, 5], [5, 1, 0, -1, 2]]
    var supports = Supports(gram, sides)
    var count = 0
    supports.visit { support in
      count += 1
      for side in 0..<2 {
        let products = gram.times(support.spread(support.solution(side)))
        for index in support.indices { #expect(abs(products[index] - sides[side][index]) <= 1e-9) }
      }
      let product = zip(support.indices, support.solution(1)).reduce(0) { $0 + sides[0][$1.0] * $1.1 }
      #expect(abs(product - support.product(0, 1)) <= 1e-9)
    }
    #expect(count == 31)
  }

  @Test(arguments: RandomRows.any)
  func `the cone's conditions hold`(random: RandomRows) {
    let gram = SymmetricMatrix(random.rows.gram)
    let ridged = SymmetricMatrix(count: gram.count) { gram[$0, $1] / gram.trace + ($0 == $1 ? 1e-4 : 0) }
    let floor = (0..<gram.count).map { $0 % 2 == 0 ? 0.3 : 0 }
    let solution = DualCone.project(ridged, floor: floor)
    let products = ridged.times(solution.weights)
    for i in floor.indices {
      let above = solution.weights[i] - floor[i]
      #expect(above >= 0 && products[i] >= -1e-12 && above * products[i] <= 1e-12)
    }
    guard case .converged(let residual) = solution.status else {
      Issue.record("\(solution.status)")
      return
    }
    #expect(residual <= 1e-10)
  }

  @Test func `Frank-Wolfe says when it was stopped`() {
    let gram = matrix([[1, 0.2], [0.3, 1]])
    #expect(MinimumNorm.frankWolfe(gram, iterations: 1).status == .fallback(.iterationLimit))
    guard case .converged = MinimumNorm.frankWolfe(gram).status else {
      Issue.record("not converged")
      return
    }
  }

  @Test func `opposite gradients have the shortest mean of zero`() {
    let solution = MinimumNorm.exact(matrix([[3, 0], [-1, 0], [0, 5]]))
    #expect(distance(solution.weights, [0.25, 0.75, 0]) <= 1e-15)
    #expect(solution.status == .converged(residual: 0))
  }

  @Test func `bargaining over opposite gradients has no solution, nor over zeros`() {
    #expect(Bargaining.solve(matrix([[1, 0], [-2, 0]]), alpha: 1).status == .undefined(.stationary))
    #expect(Bargaining.solve(matrix([[1, 0], [-1, 1], [0, -3]]), alpha: 2).status == .undefined(.stationary))
    #expect(Bargaining.solve(matrix([[1, 0], [0, 0]]), alpha: 1).status == .undefined(.zeroGradient))
  }

  @Test func `a gradient of zero is left out of the bargain`() {
    let solution = Bargaining.solveLeavingOutZeros(matrix([[2, 0], [0, 0], [0, 4]]), alpha: 1, otherwise: nil)
    #expect(distance(solution.weights, [0.5, 0, 0.25]) <= 1e-12)
    #expect(solution.status == .fallback(.zeroGradient))
  }

  @Test func `demands that contradict each other are refused`() {
    let others = matrix([[1, 0], [-1, 0]])
    let solution = GuaranteedProgress.multipliers(others, slack: [-0.02, -0.02])
    #expect(solution.status == .fallback(.infeasible))
    #expect(solution.weights == [0, 0])
  }
}
