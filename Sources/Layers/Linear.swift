import Torch

/// An affine map: `[N, inputs]` to `[N, outputs]`, with PyTorch's default initial values.
public struct Linear {
  private let weight: Parameter
  private let bias: Parameter?

  /// Weights, and a bias unless refused, uniform with bound `1 / sqrt(inputs)`.
  public init(_ scope: Scope, in inputs: Int, out outputs: Int, bias hasBias: Bool = true) throws {
    weight = try scope.parameter("weight", [outputs, inputs], .uniform(fanIn: inputs))
    bias = hasBias ? try scope.parameter("bias", [outputs], .uniform(fanIn: inputs)) : nil
  }

  /// Maps `[N, inputs]` to `[N, outputs]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try x.linear(weight.value, bias: bias?.value) }
}
