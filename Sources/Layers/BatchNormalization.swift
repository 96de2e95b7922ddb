import Torch

/// Batch normalization per channel of `[N, C, H, W]`, with PyTorch's constants: epsilon 1e-5, momentum 0.1.
///
/// Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015.
public struct BatchNormalization {
  private let weight: Parameter
  private let bias: Parameter
  private let runningMean: Parameter
  private let runningVariance: Parameter

  /// Scale 1, shift 0, running mean 0 and running variance 1 for every channel.
  public init(_ scope: Scope, channels: Int) throws {
    weight = try scope.parameter("weight", [channels], .constant(1))
    bias = try scope.parameter("bias", [channels], .constant(0))
    runningMean = try scope.buffer("running-mean", [channels], 0)
    runningVariance = try scope.buffer("running-variance", [channels], 1)
  }

  /// Normalizes `[N, C, H, W]`: in training by the batch's statistics, which move the running ones unless the mode keeps
  /// them, else by those.
  ///
  /// With `rectifying`, zero takes the place of what is below it.
  public func callAsFunction(_ x: Tensor, _ mode: Mode, rectifying: Bool = false) throws -> Tensor {
    try x.batchNormalized(
      weight: weight.value, bias: bias.value, runningMean: runningMean.value, runningVariance: runningVariance.value,
      training: mode.isTraining, momentum: mode.movesStatistics ? 0.1 : 0,
      epsilon: Self.epsilon, rectifying: rectifying)
  }

  /// One convolution that computes what `convolution` and then this normalization by running statistics do.
  func folded(into convolution: Convolution) throws -> PackedConvolution {
    try withoutGradients {
      func double(_ parameter: Parameter) throws -> Tensor { try parameter.value.converted(to: .float64) }
      let scale = try double(weight) * (double(runningVariance) + Self.epsilon).raised(to: -0.5)
      let before = try convolution.bias.map { try double($0) - double(runningMean) } ?? -double(runningMean)
      let kernel = convolution.weight.value
      let folded = try double(convolution.weight) * scale.reshaped([-1, 1, 1, 1])
      return convolution.packed(
        weight: try folded.converted(to: kernel.type).inPreferredLayout(),
        bias: try (double(bias) + before * scale).converted(to: kernel.type))
    }
  }

  private static let epsilon = 1e-5
}
