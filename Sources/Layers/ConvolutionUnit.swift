import Torch

/// Convolution, batch normalization, rectification.
public struct ConvolutionUnit {
  private let convolution: NormalizedConvolution

  /// Makes the parameters under `conv` and `norm`; the numbers are those of ``NormalizedConvolution``.
  public init(
    _ scope: Scope, in inputs: Int, out outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
    bias: Bool = false, initialization: ConvolutionInitialization = .uniformFanIn
  ) throws {
    convolution = try NormalizedConvolution(
      scope, in: inputs, out: outputs, kernel: kernel, stride: stride, padding: padding, bias: bias,
      initialization: initialization)
  }

  /// Maps `[N, inputs, H, W]` to `[N, outputs, H', W']`, with no element below zero.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor { try convolution(x, mode, rectifying: true) }
}
