import WorkbenchCore

/// Weights of gradients, and how the rule came to them.
struct Solution {
  var weights: [Double]
  var status: SolverStatus

  init(_ weights: [Double], _ status: SolverStatus = .converged(residual: 0)) {
    (self.weights, self.status) = (weights, status)
  }

  /// The plain mean, where a rule has no answer.
  static func mean(_ count: Int, _ status: SolverStatus) -> Solution {
    Solution([Double](repeating: 1 / Double(count), count: count), status)
  }
}

/// How a solver ended; whatever is not converged is written into the metrics.
enum SolverStatus: Equatable {
  /// With what the rule asks for, up to a relative residual; 0 for closed forms.
  case converged(residual: Double)
  /// With the best that could be had instead.
  case fallback(Reason)
  /// Without an answer: none exists. The rule's documentation says which weights are used.
  case undefined(Reason)

  enum Reason: String {
    /// An exit sends no gradient.
    case zeroGradient = "zero-gradient"
    /// The gradients are below a published threshold.
    case belowThreshold = "below-threshold"
    /// Some weighted mean of the gradients is zero, so that no direction serves all exits.
    case stationary
    /// Gradients depend on each other linearly, and the equations have no exact solution.
    case dependentGradients = "dependent-gradients"
    /// The constraints contradict each other.
    case infeasible
    /// The iteration was stopped.
    case iterationLimit = "iteration-limit"
  }

  func report(in context: inout StepContext) {
    switch self {
    case .converged(let residual): if residual > 0 { context.report("solver-residual", residual) }
    case .fallback(let reason): context.report("solver-fallback/\(reason.rawValue)", 1)
    case .undefined(let reason): context.report("solver-undefined/\(reason.rawValue)", 1)
    }
  }
}
