/// How a solver ended; anything but convergence is written into the metrics of the step.
///
/// ```swift
/// context.report(gram[0, 0] > 0 ? .converged(residual: 0) : .fallback(.zeroGradient))
/// ```
public enum SolverStatus: Sendable, Hashable {
  /// With what the rule asks for, up to a relative residual; 0 for closed forms.
  case converged(residual: Double)
  /// With the best approximation that it found.
  case fallback(Reason)
  /// There is no solution. The rule's documentation names the weights that are used.
  case undefined(Reason)

  /// Whether the solver found what the rule asks for.
  public var isConverged: Bool { if case .converged = self { true } else { false } }

  /// Why a solver did not converge; a plugin names its own reasons beside those that rules share.
  public struct Reason: Sendable, Hashable {
    /// The name in metrics, in kebab-case.
    public let name: String

    /// A reason of this name, in kebab-case.
    public init(_ name: String) { self.name = name }

    /// An exit sends no gradient.
    public static let zeroGradient = Reason("zero-gradient")
    /// The gradients are below a published threshold.
    public static let belowThreshold = Reason("below-threshold")
    /// Some weighted mean of the gradients is zero, so that no direction lowers all losses.
    public static let stationary = Reason("stationary")
    /// Gradients depend on each other linearly, and the equations have no exact solution.
    public static let dependentGradients = Reason("dependent-gradients")
    /// The constraints contradict each other.
    public static let infeasible = Reason("infeasible")
    /// The iteration was stopped.
    public static let iterationLimit = Reason("iteration-limit")
  }
}
