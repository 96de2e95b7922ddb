import Torch

/// How the weights of convolutions begin.
public enum ConvolutionInitialization: Sendable {
  /// PyTorch's default, uniform by fan-in.
  case uniformFanIn
  /// Normal by fan-out, groups ignored, as ResNet's and MSDNet's authors intend it.
  case normalFanOut
}

/// A 2-D convolution: `[N, inputs, H, W]` to `[N, outputs, H', W']`.
public struct Convolution {
  public let weight: Parameter
  public let bias: Parameter?
  private let stride: Int
  private let padding: Int
  private let groups: Int

  /// - Parameter padding: half the kernel when left out, which keeps the size at stride 1.
  public init(
    _ scope: Scope, in inputs: Int, out outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil, groups: Int = 1,
    bias hasBias: Bool = false, initialization: ConvolutionInitialization = .uniformFanIn
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

  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try x.conv2d(weight.value, bias: bias?.value, stride: stride, padding: padding, groups: groups)
  }
}
