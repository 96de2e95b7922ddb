import Torch

/// One tensor of a model, by name: a trained parameter or a buffer such as a running mean.
public final class Parameter {
  /// The path of names that leads to it, such as `blocks.0.first.conv.weight`.
  public let name: String
  public var value: Tensor

  init(name: String, value: Tensor) { (self.name, self.value) = (name, value) }
}

/// A model that was put together wrongly.
public struct ModelError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
