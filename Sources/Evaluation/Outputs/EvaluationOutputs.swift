import RunFiles
import Training

/// What an evaluation is made from: what all exits say of the test split and of the one that is fitted on, and the fitted policy.
package struct EvaluationOutputs {
  let test: ExitLogits
  /// Absent where the split, or that of the test, is empty.
  let fitting: ExitLogits?
  let costs: ExitCosts
  /// Absent where there is nothing to fit it to.
  package let policy: FittedPolicy?

  /// Runs the network over both splits.
  ///
  /// - Returns: `nil` once `isInterrupted`, which is asked between batches, says yes.
  package init?(of experiment: Experiment, isInterrupted: () -> Bool = { false }) throws {
    let evaluator = Evaluator(experiment)
    let split = experiment.recipe.policySection.fitOn.split
    guard let test = try evaluator.logits(on: .test, isInterrupted: isInterrupted),
      let fitting = try split == .test ? test : evaluator.logits(on: split, isInterrupted: isInterrupted)
    else { return nil }
    let costs = try ExitCosts(
      of: experiment.network, input: experiment.dataset.shape, strategy: experiment.strategy)
    (self.test, self.costs) = (test, costs)
    self.fitting = fitting.samples > 0 && test.samples > 0 ? fitting : nil
    policy = try self.fitting.map {
      try FittedPolicy(experiment, fittedTo: $0, costs: costs.multiplyAccumulates.map(Double.init))
    }
  }
}
