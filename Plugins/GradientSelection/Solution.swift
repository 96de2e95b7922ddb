import WorkbenchCore

/// Weights of gradients, and how the rule came to them.
struct Solution {
  var weights: [Double]
  var status: SolverStatus

  init(_ weights: [Double], _ status: SolverStatus = .converged(residual: 0)) {
    (self.weights, self.status) = (weights, status)
  }

  /// The plain mean, where a rule has no solution.
  static func mean(_ count: Int, _ status: SolverStatus) -> Solution {
    Solution([Double](repeating: 1 / Double(count), count: count), status)
  }
}
