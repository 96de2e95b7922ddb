import Torch

/// Convolution, batch normalization, rectification.
public struct ConvolutionUnit {
  private let convolution: Convolution
  private let normalization: BatchNormalization

  /// Makes the parameters under `conv` and `norm`; the numbers are those of ``Convolution``.
  ///
  /// A bias is superfluous, as normalization takes it away again; only a model that is to have the same parameters as
  /// another one asks for it.
  public init(
    _ scope: Scope, in inputs: Int, out outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
    bias: Bool = false, initialization: ConvolutionInitialization = .uniformFanIn
  ) throws {
    convolution = try Convolution(
      scope / "conv", in: inputs, out: outputs, kernel: kernel, stride: stride, padding: padding, bias: bias,
      initialization: initialization)
    normalization = try BatchNormalization(scope / "norm", channels: outputs)
  }

  /// Maps `[N, inputs, H, W]` to `[N, outputs, H', W']`, with no element below zero.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor {
    let normalized = try normalization(convolution(x), mode)
    // In place: the backward pass of batch normalization reads its input, not its result.
    try normalized.rectify()
    return normalized
  }
}
