import Errors
import Foundation

/// A loss that is infinite or not a number.
package struct NonFiniteLoss: StatusedError, CustomStringConvertible {
  /// Counted from 0.
  package let exit: Int
  package let step: Int
  /// Counted from 0.
  package let epoch: Int
  /// The losses of all exits.
  package let losses: [Double]
  /// Whether it is the mean over the validation split after the step, rather than the loss of the step's batch.
  package var isOfValidation = false

  package var description: String {
    func text(_ loss: Double) -> String { loss.isNaN ? "nan" : String(format: "%.4g", loss) }
    return "the \(isOfValidation ? "validation " : "")loss of exit \(exit + 1) became \(text(losses[exit])) "
      + "\(isOfValidation ? "after" : "at") step \(step + 1) (epoch \(epoch + 1)); losses of all exits: "
      + losses.map(text).joined(separator: "  ")
  }

  package var exitStatus: ExitStatus { .runFailed }
}

/// Weights of which some are infinite or not a number.
package struct NonFiniteWeights: StatusedError, CustomStringConvertible {
  package let step: Int
  /// Counted from 0.
  package let epoch: Int

  package var description: String { "some weights are not finite after step \(step + 1) (epoch \(epoch + 1))" }

  package var exitStatus: ExitStatus { .runFailed }
}

/// Gradients whose norm is infinite or not a number.
package struct NonFiniteGradient: StatusedError, CustomStringConvertible {
  package let step: Int
  /// Counted from 0.
  package let epoch: Int

  package var description: String { "the norm of the gradients is not finite at step \(step + 1) (epoch \(epoch + 1))" }

  package var exitStatus: ExitStatus { .runFailed }
}
