import Layers
import Torch

/// The numbers that parameters had at one moment.
///
/// ```swift
/// let before = try WeightSnapshot(of: scope.parameters)
/// // ... weights are moved for a trial ...
/// try before.restore()
/// ```
public struct WeightSnapshot {
  /// Whose numbers these are.
  public let parameters: [Parameter]
  /// The numbers, one tensor for each parameter, in the same order.
  public let values: [Tensor]

  /// Copies the parameters' numbers.
  public init(of parameters: [Parameter]) throws {
    self.parameters = parameters
    values = try withoutGradients { try parameters.map { try $0.value.detached().copied() } }
  }

  /// Takes a snapshot from ``tensors(_:)``, for the same parameters.
  ///
  /// - Throws: ``/Layers/ModelError`` when a parameter is missing in it, or has another shape.
  public init(of parameters: [Parameter], from tensors: [String: Tensor], prefix: String) throws {
    self.parameters = parameters
    values = try parameters.map { parameter in
      guard let value = tensors["\(prefix)/\(parameter.name)"], value.shape == parameter.value.shape else {
        throw ModelError("the strategy's saved state has no '\(prefix)/\(parameter.name)' of the right shape")
      }
      return try value.moved(to: parameter.value.device, as: parameter.value.type)
    }
  }

  /// Gives the parameters these numbers back, bit for bit.
  public func restore() throws {
    try withoutGradients { for (parameter, value) in zip(parameters, values) { try parameter.value.assign(value) } }
  }

  /// The entries for ``StrategyState/tensors``, under `prefix/` and the parameters' names.
  public func tensors(_ prefix: String) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: zip(parameters, values).map { ("\(prefix)/\($0.name)", $1) })
  }
}
