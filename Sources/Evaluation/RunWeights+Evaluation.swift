import Files
import Foundation
import RunFiles
import Training
import WorkbenchCore

extension RunWeights {
  /// Evaluates the checkpoint again and writes the run's `eval/` anew.
  ///
  /// With `overrides`, values that take the place of the recipe's, the evaluation goes into `eval/POLICY/` instead and the run's
  /// own stays as it is; another checkpoint than the best one has a folder of its own in there.
  ///
  /// With `speed`, it is measured what leaving early really saves, and written beside; otherwise an earlier measurement of the
  /// same checkpoint is returned where there is one.
  ///
  /// Throws ``RunBusy`` while another process works on the run.
  package func evaluate(
    registry: Registry, overrides: [String] = [], speed: SpeedSettings? = nil
  ) throws -> (evaluation: RunEvaluation, speed: MeasuredSpeed?) {
    let lock = try WorkLock(directory)
    defer { withExtendedLifetime(lock) {} }
    let experiment = try loadedExperiment(registry: registry, overrides: overrides)
    guard let outputs = try EvaluationOutputs(of: experiment) else {
      preconditionFailure("an evaluation that nothing interrupts ends")
    }
    let evaluation = try RunEvaluation(
      outputs, of: experiment.recipe, checkpoint: checkpoint.name, epoch: epoch)
    let folder = evaluationFolder(overrides.isEmpty ? nil : experiment.recipe.policy.name)
    try DurableFile.makeFolders(folder)
    try evaluation.write(to: folder, with: experiment.dataset)
    try outputs.policy.map { try StoredPolicy($0, of: experiment.recipe, checkpoint).write(to: folder) }
    guard let speed else {
      let stored = try? MeasuredSpeed(in: folder)
      return (evaluation, stored?.checkpoint == checkpoint.name ? stored : nil)
    }
    let measured = try MeasuredSpeed(of: experiment, evaluation, outputs.policy, speed, in: directory)
    try measured?.write(to: folder)
    return (evaluation, measured)
  }

  /// Where an evaluation of these weights goes; `policy` is the name of one that takes the place of the recipe's.
  func evaluationFolder(_ policy: String?) -> String {
    let best = try? RunWeights(of: directory, "best").checkpoint.name
    let isOther = best != nil && best != checkpoint.name
    return directory.evaluations + (isOther ? "/\(checkpoint.name)" : "") + (policy.map { "/\($0)" } ?? "")
  }
}
