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
    var factor = CholeskyFactor(rowsOf: gram)
    let accepted = (0..<3).map { factor.append($0) }
    #expect(accepted == [true, false, true])
    #expect(factor.indices == [0, 2])
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

  @Test func `a set has the solution of its system where that has no negative entry`() {
    let gram = SymmetricMatrix(RandomRows.independent[4].rows.gram)
    let sides = [[1.0, 2, 3, 4, 5], [5, 1, 0, -1, 2]]
    let combined = zip(sides[0], sides[1]).map { 2 * $0 - $1 }
    var supports = Supports(gram, sides)
    var sets = 0
    var found = [0, 0, 0]
    supports.visit { support in
      sets += 1
      let solutions = [
        support.nonNegativeSolution(0), support.nonNegativeSolution(1),
        support.nonNegativeSolution(0, times: 2, less: 1),
      ]
      for (place, side) in [sides[0], sides[1], combined].enumerated() {
        let right = support.indices.map { side[$0] }
        let expected = CholeskyFactor(gram.selecting(support.indices))?.solve(right) ?? []
        let solution = solutions[place]
        #expect((solution == nil) == expected.contains { $0 < 0 })
        guard let solution else { continue }
        found[place] += 1
        #expect(distance(solution, expected) <= 1e-12)
        let products = gram.times(support.spread(solution))
        for index in support.indices { #expect(abs(products[index] - side[index]) <= 1e-9) }
      }
      let system = gram.selecting(support.indices)
      let other = CholeskyFactor(system)?.solve(support.indices.map { sides[1][$0] }) ?? []
      let product = zip(support.indices, other).reduce(0) { $0 + sides[0][$1.0] * $1.1 }
      #expect(abs(product - support.product(0, 1)) <= 1e-9)
    }
    #expect(sets == 31)
    #expect(found.allSatisfy { $0 > 0 && $0 < 31 })
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
