import Errors
import Files
import RunFiles
import Training
import WorkbenchCore

/// A run that began and could not go on.
package struct RunFailed: StatusedError, CustomStringConvertible {
  package let directory: RunDirectory
  package let cause: any Error

  package var description: String {
    let place = (cause as? TorchError)?.place.map { "\($0): " } ?? ""
    return "\(directory.id) failed: \(place)\(cause)\n  \(remedy)"
  }

  private var remedy: String {
    let last = Checkpoint.all(in: directory.checkpoints).first.map { "the last good checkpoint is \($0.name)" }
    let state = last ?? "there is no checkpoint yet"
    switch cause {
    case let missing as NoCheckpoint: return "begin anew from there: workbench run RECIPE --from \(missing.parent)"
    case is CheckpointOfOtherVersion:
      return "go on with \(directory.writer), or begin anew from its weights: "
        + "workbench run RECIPE --from \(directory.argument)"
    case is NonFiniteLoss, is NonFiniteGradient, is NonFiniteWeights:
      return "\(state)\n  choose a smaller optimizer.learning-rate, or limit the gradients with train.clip-norm"
    default: return "\(state)\n  once that is mended, go on with: workbench resume \(directory.argument)"
    }
  }

  package var exitStatus: ExitStatus { (cause as? FileError)?.exitStatus ?? .runFailed }
}

/// `failure.json`: why a run failed.
struct FailureReport: Codable {
  var error: String
  /// Counted from 1, for a loss that is not finite.
  var exit: Int?
  var step: Int?
  var epoch: Int?
  var losses: [Double]?

  init(_ error: any Error) {
    self.error = "\(error)"
    if let loss = error as? NonFiniteLoss {
      (exit, step, epoch, losses) = (loss.exit + 1, loss.step + 1, loss.epoch + 1, loss.losses)
    }
    if let gradient = error as? NonFiniteGradient { (step, epoch) = (gradient.step + 1, gradient.epoch + 1) }
    if let weights = error as? NonFiniteWeights { (step, epoch) = (weights.step + 1, weights.epoch + 1) }
  }
}
