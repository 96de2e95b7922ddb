import Foundation

/// How the solver of a run's strategy ended, over all steps and scopes that it chose for.
package struct SolverOutcomes: Sendable, Equatable {
  /// What came instead of the answer, and why.
  package struct Failure: Sendable, Hashable {
    /// `fallback` or `undefined`.
    package let outcome: String
    /// In kebab-case, such as `zero-gradient`.
    package let reason: String
  }

  /// How often it found what the rule asks for.
  package private(set) var converged = 0
  /// How often it did not.
  package private(set) var failures: [Failure: Int] = [:]
  /// The largest relative residual of an answer; 0 for closed forms.
  package private(set) var worstResidual = 0.0

  package init() {}

  /// What the metrics of a run say; other lines are passed over.
  package init(_ metrics: some Sequence<Metric>) { for metric in metrics { add(metric) } }

  package mutating func add(_ metric: Metric) {
    switch metric.split {
    case .train where metric.name == .solverConverged: converged += Int(metric.value)
    case .step:
      guard let report = metric.name.strategyReport else { return }
      if report.last == "solver-residual" { worstResidual = max(worstResidual, metric.value) }
      guard let place = report.firstIndex(where: { $0 == "solver-fallback" || $0 == "solver-undefined" }),
        place + 1 < report.endIndex
      else { return }
      let outcome = String(report[place].dropFirst("solver-".count))
      failures[Failure(outcome: outcome, reason: String(report[place + 1])), default: 0] += 1
    default: break
    }
  }

  /// Several runs together.
  package static func + (a: SolverOutcomes, b: SolverOutcomes) -> SolverOutcomes {
    var sum = a
    sum.converged += b.converged
    sum.failures.merge(b.failures, uniquingKeysWith: +)
    sum.worstResidual = max(a.worstResidual, b.worstResidual)
    return sum
  }

  /// How often something was chosen; 0 where the strategy has no solver.
  package var choices: Int { converged + failures.values.reduce(0, +) }

  /// The failures, the most frequent first.
  package var byFrequency: [(failure: Failure, count: Int)] {
    failures.map { ($0.key, $0.value) }.sorted {
      ($1.1, $0.0.outcome, $0.0.reason) < ($0.1, $1.0.outcome, $1.0.reason)
    }
  }

  /// Such as `converged in 1198 of 1200 choices, residual at most 3e-13; fallback 2 (zero-gradient)`.
  package var text: String {
    let residual = worstResidual > 0 ? String(format: ", residual at most %.0e", worstResidual) : ""
    let others = byFrequency.map { "; \($0.failure.outcome) \($0.count) (\($0.failure.reason))" }
    return "converged in \(converged) of \(choices) choices\(residual)\(others.joined())"
  }
}

extension RunDirectory {
  /// How the solver of the run's strategy ended so far.
  package func readSolverOutcomes() -> SolverOutcomes {
    var outcomes = SolverOutcomes()
    MetricsReader(self).forEach(where: \.isOfSolver) { outcomes.add($0) }
    return outcomes
  }
}
