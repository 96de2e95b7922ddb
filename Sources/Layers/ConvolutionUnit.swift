import Torch

/// Convolution, batch normalization, rectification.
///
/// ```swift
/// let unit = try ConvolutionUnit(scope / "unit", in: 3, out: 16, kernel: 3)
/// let features = try unit(Tensor.zeros([8, 3, 32, 32]), .evaluation)  // [8, 16, 32, 32]
/// ```
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
