import Torch

/// A convolution followed by batch normalization and, if asked for, rectification.
///
/// In inference the three are one operation: normalization by running statistics is an affine map of every channel, which the
/// weights take in, `w' = w g / sqrt(v + e)` and `b' = b + (c - m) g / sqrt(v + e)`.
public struct NormalizedConvolution {
  private let convolution: Convolution
  private let normalization: BatchNormalization

  /// Puts two layers together; the normalization has as many channels as the convolution has outputs.
  public init(_ convolution: Convolution, _ normalization: BatchNormalization) {
    (self.convolution, self.normalization) = (convolution, normalization)
  }

  /// Makes the parameters under `conv` and `norm`; the numbers are those of ``Convolution``.
  ///
  /// A bias is superfluous, as normalization takes it away again; only a model that is to have the same parameters as
  /// another one asks for it.
  public init(
    _ scope: Scope, in inputs: Int, out outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
    bias: Bool = false, initialization: ConvolutionInitialization = .uniformFanIn
  ) throws {
    self.init(
      try Convolution(
        scope / "conv", in: inputs, out: outputs, kernel: kernel, stride: stride, padding: padding, bias: bias,
        initialization: initialization),
      try BatchNormalization(scope / "norm", channels: outputs))
  }

  /// Maps `[N, inputs, H, W]` to `[N, outputs, H', W']`.
  public func callAsFunction(_ x: Tensor, _ mode: Mode, rectifying: Bool = false) throws -> Tensor {
    if let frozen = mode.frozen {
      let folded = try frozen.convolution(of: convolution.weight) { try normalization.folded(into: convolution) }
      return try folded(x, rectifying: rectifying)
    }
    return try normalization(convolution(x), mode, rectifying: rectifying)
  }
}
