import Foundation

/// The probability that something holds, as a logistic function of a few numbers.
///
/// Fitted by Newton's steps to the smallest cross entropy, in which both outcomes count the same however often they occur, and a
/// small share of the squared weights keeps outcomes that the numbers tell apart without a mistake from growing without end.
struct LogisticRegression {
  /// One weight for each number, then the constant.
  private(set) var weights: [Double]

  private static let penalty = 1e-4
  private static let steps = 30

  /// With weights that were found before; the last one has no input.
  init(weights: [Double]) { self.weights = weights }

  /// Fits to rows of numbers, each with its outcome.
  init(fittedTo rows: [[Double]], isTrue: [Bool]) {
    let size = (rows.first?.count ?? 0) + 1
    weights = [Double](repeating: 0, count: size)
    let positive = Double(isTrue.count { $0 })
    let negative = Double(isTrue.count) - positive
    let importance = positive > 0 && negative > 0 ? negative / positive : 1
    let total = max(1, positive * importance + negative)
    for _ in 0..<Self.steps {
      var slope = weights.map { Self.penalty * $0 }
      var curvature = (0..<size * size).map { $0 % (size + 1) == 0 ? Self.penalty : 0 }
      for (row, isTrue) in zip(rows, isTrue) {
        let weight = (isTrue ? importance : 1) / total
        let probability = self.probability(row)
        let input = row + [1]
        for i in 0..<size {
          slope[i] += weight * (probability - (isTrue ? 1 : 0)) * input[i]
          for j in 0..<size {
            curvature[i * size + j] += weight * probability * (1 - probability) * input[i] * input[j]
          }
        }
      }
      let step = Self.solution(of: curvature, slope)
      // Far from the optimum the curvature says too little: no step longer than the region that it speaks of.
      let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let scale = min(1, Self.reach / max(length, 1e-12))
      for i in 0..<size { weights[i] -= scale * step[i] }
      if length < 1e-10 { break }
    }
  }

  private static let reach = 5.0

  /// The probability for one row of numbers.
  func probability(_ row: [Double]) -> Double {
    1 / (1 + exp(-zip(row, weights).reduce(weights[weights.count - 1]) { $0 + $1.0 * $1.1 }))
  }

  /// Solves a symmetric, positive definite system of equations by elimination.
  private static func solution(of matrix: [Double], _ right: [Double]) -> [Double] {
    let size = right.count
    var (matrix, x) = (matrix, right)
    for pivot in 0..<size {
      for row in pivot + 1..<max(size, pivot + 1) {
        let factor = matrix[row * size + pivot] / matrix[pivot * size + pivot]
        for column in pivot..<size { matrix[row * size + column] -= factor * matrix[pivot * size + column] }
        x[row] -= factor * x[pivot]
      }
    }
    for row in (0..<size).reversed() {
      for column in row + 1..<max(size, row + 1) { x[row] -= matrix[row * size + column] * x[column] }
      x[row] /= matrix[row * size + row]
    }
    return x
  }
}
