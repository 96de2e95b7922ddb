import Torch

/// How the weights of convolutions begin.
public enum ConvolutionInitialization: String, Sendable, CaseIterable {
  /// PyTorch's default, uniform by fan-in.
  case uniformFanIn = "uniform"
  /// Normal by fan-out, groups ignored, as ResNet's and MSDNet's authors intend it.
  case normalFanOut = "normal"
}

/// A 2-D convolution: `[N, inputs, H, W]` to `[N, outputs, H', W']`.
///
/// ```swift
/// let convolution = try Convolution(scope / "conv", in: 3, out: 16, kernel: 3, stride: 2)
/// let features = try convolution(Tensor.zeros([8, 3, 32, 32]))  // [8, 16, 16, 16]
/// ```
public struct Convolution {
  /// `[outputs, inputs / groups, kernel, kernel]`.
  public let weight: Parameter
  /// `[outputs]`; `nil` unless asked for.
  public let bias: Parameter?
  private let stride: Int
  private let padding: Int
  private let groups: Int

  /// A convolution with a kernel of `kernel` x `kernel` pixels.
  ///
  /// Zeros pad every side, half the kernel when left out, which keeps the size at stride 1 where the kernel is odd.
  /// Each of the groups sees its own share of the channels. A bias begins uniform by fan-in, as PyTorch's does.
  public init(
    _ scope: Scope, in inputs: Int, out outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
    groups: Int = 1, bias hasBias: Bool = false, initialization: ConvolutionInitialization = .uniformFanIn
  ) throws {
    let fanIn = inputs / groups * kernel * kernel
    let initializer: Initializer =
      switch initialization {
      case .uniformFanIn: .uniform(fanIn: fanIn)
      case .normalFanOut: .normal(fanOut: outputs * kernel * kernel)
      }
    weight = try scope.parameter("weight", [outputs, inputs / groups, kernel, kernel], initializer)
    bias = hasBias ? try scope.parameter("bias", [outputs], .uniform(fanIn: fanIn)) : nil
    (self.stride, self.padding, self.groups) = (stride, padding ?? kernel / 2, groups)
  }

  /// Maps `[N, inputs, H, W]` to `[N, outputs, H', W']`.
  ///
  /// `H'` is `(H + 2 * padding - kernel) / stride + 1`, rounded down.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.conv2d(weight.value, bias: bias?.value, stride: stride, padding: padding, groups: groups)
  }

  /// The same convolution with another weight and bias, which no longer change.
  func packed(weight: Tensor, bias: Tensor) -> PackedConvolution {
    PackedConvolution(weight: weight, bias: bias, stride: stride, padding: padding, groups: groups)
  }
}
