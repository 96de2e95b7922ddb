import WorkbenchCore

/// A number in 0...1 for every element of features `[N, C, H, W]`, from what is around it; H and W are even.
struct FeatureGate {
  private let convolution: SeparableConvolution
  private let normalization: BatchNormalization

  init(_ scope: Scope, channels: Int) throws {
    convolution = try SeparableConvolution(scope / "separable", in: channels, out: channels)
    normalization = try BatchNormalization(scope / "norm", channels: channels)
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor {
    let inner = try normalization(convolution(x, mode), mode, rectifying: true)
    return try inner.upsampledBilinearly(by: 2).sigmoid()
  }
}
