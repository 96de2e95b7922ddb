import Torch

/// Layer normalization of every position of `[.., D]` over its `D` elements.
///
/// ```swift
/// let norm = try LayerNormalization(scope / "norm", width: 64)
/// let tokens = try norm(Tensor.zeros([8, 17, 64]))
/// ```
///
/// Source: Ba et al., "Layer Normalization", 2016; epsilon 1e-6 as in vision transformers.
public struct LayerNormalization {
  private let weight: Parameter
  private let bias: Parameter

  /// Scale 1 and shift 0 for every element.
  public init(_ scope: Scope, width: Int) throws {
    weight = try scope.parameter("weight", [width], .constant(1))
    bias = try scope.parameter("bias", [width], .constant(0))
  }

  /// Brings the last dimension of `[.., D]` to mean 0 and variance 1, then scales and shifts it.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.layerNormalized(weight: weight.value, bias: bias.value, epsilon: 1e-6)
  }
}
