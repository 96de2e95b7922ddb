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

  /// What the metrics of a run say; other lines are passed over.
  package init(_ metrics: some Sequence<Metric>) {
    for metric in metrics {
      switch metric.split {
      case "train" where metric.name == "solver/converged": converged += Int(metric.value)
      case "step" where metric.name.hasPrefix("strategy/"):
        let parts = metric.name.split(separator: "/")
        if parts.last == "solver-residual" { worstResidual = max(worstResidual, metric.value) }
        guard let place = parts.firstIndex(where: { $0 == "solver-fallback" || $0 == "solver-undefined" }),
          place + 1 < parts.endIndex
        else { continue }
        let outcome = String(parts[place].dropFirst("solver-".count))
        failures[Failure(outcome: outcome, reason: String(parts[place + 1])), default: 0] += 1
      default: break
      }
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
    let mark = Data("solver".utf8)
    return SolverOutcomes(MetricsLog.read(self) { $0.firstRange(of: mark) != nil })
  }
}
