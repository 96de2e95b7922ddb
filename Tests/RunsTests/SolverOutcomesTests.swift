import Files
import Testing

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// How solvers ended, from the metrics of a run.
@Suite struct SolverOutcomesTests {
  private func metric(_ name: MetricName, _ value: Double, split: MetricSplit = .step) -> Metric {
    Metric(step: 1, epoch: 1, split: split, name: name, value: value)
  }

  @Test func `outcomes of all steps and scopes are counted, with their reasons`() {
    let outcomes = SolverOutcomes([
      metric("solver/converged", 40, split: .train), metric("solver/fallback", 2, split: .train),
      metric("solver/converged", 57, split: .train), metric("strategy/solver-residual", 2e-13),
      metric("strategy/stage-2/solver-residual", 3e-12), metric("strategy/solver-fallback/zero-gradient", 1),
      metric("strategy/stage-2/solver-fallback/zero-gradient", 1), metric("strategy/solver-undefined/stationary", 1),
      metric("strategy/rank", 3), metric("loss", 1, split: .train),
    ])
    #expect(outcomes.converged == 97)
    #expect(outcomes.choices == 100)
    #expect(
      outcomes.text
        == "converged in 97 of 100 choices, residual at most 3e-12; fallback 2 (zero-gradient); undefined 1 (stationary)"
    )
    #expect((outcomes + outcomes).choices == 200)
    #expect((outcomes + outcomes).worstResidual == 3e-12)
  }

  @Test func `a strategy without a solver has chosen nothing, and a closed form has no residual`() {
    #expect(SolverOutcomes([metric("loss", 1, split: .train)]).choices == 0)
    let closed = SolverOutcomes([metric("solver/converged", 6, split: .train)])
    #expect(closed.text == "converged in 6 of 6 choices")
  }
}
