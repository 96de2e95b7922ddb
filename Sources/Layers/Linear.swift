import Torch

/// An affine map: `[.., inputs]` to `[.., outputs]`.
///
/// ```swift
/// let linear = try Linear(scope / "linear", in: 64, out: 10)
/// let logits = try linear(Tensor.zeros([32, 64]))  // [32, 10]
/// ```
public struct Linear {
  private let weight: Parameter
  private let bias: Parameter?

  /// A map with PyTorch's default initial values: weights, and a bias unless refused, uniform with bound `1 / sqrt(inputs)`.
  public init(_ scope: Scope, in inputs: Int, out outputs: Int, bias hasBias: Bool = true) throws {
    weight = try scope.parameter("weight", [outputs, inputs], .uniform(fanIn: inputs))
    bias = hasBias ? try scope.parameter("bias", [outputs], .uniform(fanIn: inputs)) : nil
  }

  /// A map whose weights begin as `initializer` has them, with a bias that begins at zero.
  public init(_ scope: Scope, in inputs: Int, out outputs: Int, weights initializer: Initializer) throws {
    weight = try scope.parameter("weight", [outputs, inputs], initializer)
    bias = try scope.parameter("bias", [outputs], .constant(0))
  }

  /// Maps `[.., inputs]` to `[.., outputs]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try x.linear(weight.value, bias: bias?.value) }
}
