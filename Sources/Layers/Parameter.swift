import Errors
import Torch

/// One tensor of a model, by name: a trained parameter or a buffer such as a running mean.
///
/// ```swift
/// let scale = try scope.parameter("scale", [64], .constant(1))
/// let scaled = try features * scale.value
/// ```
public final class Parameter {
  /// The path of names that leads to it, such as `blocks.0.first.conv.weight`.
  public let name: String
  /// The numbers; optimizers and checkpoints overwrite them in place.
  public var value: Tensor

  init(name: String, value: Tensor) { (self.name, self.value) = (name, value) }
}

/// A model that was put together wrongly.
public struct ModelError: StatusedError, CustomStringConvertible {
  /// What is wrong, in one sentence.
  public let description: String

  /// An error that says what is wrong in one sentence, with the names and numbers that do not fit.
  public init(_ description: String) { self.description = description }

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}
