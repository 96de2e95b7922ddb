import RunFiles
import Training
import WorkbenchCore

/// What an evaluation is made from: what all exits say of the test split, and what was fitted to another split.
///
/// What the exits say of that split is let go before the network runs over the test split, so that the logits of one split are in
/// memory at a time.
package struct EvaluationOutputs {
  let test: ExitLogits
  /// What the logits of each exit are divided by for its calibration; `nil` where there is nothing to fit it to.
  let temperatures: [Double]?
  let costs: ExitCosts
  /// Absent where there is nothing to fit it to.
  package let policy: FittedPolicy?

  init(test: ExitLogits, temperatures: [Double]?, costs: ExitCosts, policy: FittedPolicy?) {
    (self.test, self.temperatures, self.costs, self.policy) = (test, temperatures, costs, policy)
  }

  /// Runs the network over both splits.
  ///
  /// - Returns: `nil` once `isInterrupted`, which is asked between batches, says yes.
  package init?(of experiment: Experiment, isInterrupted: () -> Bool = { false }) throws {
    let evaluator = Evaluator(experiment)
    let split = experiment.recipe.policySection.fitOn.split
    let costs = try ExitCosts(
      of: experiment.network, input: experiment.dataset.shape, strategy: experiment.strategy)
    func fit(to fitting: ExitLogits) throws -> (temperatures: [Double], policy: FittedPolicy)? {
      guard fitting.samples > 0, experiment.dataset.count(of: .test) > 0 else { return nil }
      let policy = try FittedPolicy(
        experiment, fittedTo: fitting, costs: costs.multiplyAccumulates.map(Double.init))
      let isScaled = !policy.temperatures.isEmpty
      return (try isScaled ? policy.temperatures : TemperatureScaling.temperatures(of: fitting), policy)
    }
    var fitted: (temperatures: [Double], policy: FittedPolicy)?
    if split != .test {
      guard let fitting = try evaluator.logits(on: split, isInterrupted: isInterrupted) else { return nil }
      fitted = try fit(to: fitting)
    }
    guard let test = try evaluator.logits(on: .test, isInterrupted: isInterrupted) else { return nil }
    if split == .test { fitted = try fit(to: test) }
    self.init(test: test, temperatures: fitted?.temperatures, costs: costs, policy: fitted?.policy)
  }
}
