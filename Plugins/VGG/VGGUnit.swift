import WorkbenchCore

/// A 3x3 convolution, rectification, batch normalization and, where it ends a stage, pooling that halves the size.
struct VGGUnit {
  private let kernel: Kernel
  private let normalization: BatchNormalization
  private let pools: Bool

  private enum Kernel {
    case whole(Convolution)
    case split(SplitWeight)
  }

  /// One weight and a bias, or one weight for each part of a split.
  init(_ scope: Scope, in inputs: Int, split: ChannelSplit?, out outputs: Int, pools: Bool) throws {
    kernel =
      if let split {
        .split(try SplitWeight(scope / "conv", split, out: outputs, kernel: [3, 3]))
      } else {
        .whole(try Convolution(scope / "conv", in: inputs, out: outputs, kernel: 3, bias: true))
      }
    normalization = try BatchNormalization(scope / "norm", channels: outputs)
    self.pools = pools
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor {
    let convolved = try convolved(x)
    // In place: the backward pass of a convolution does not read its result.
    try convolved.rectify()
    let normalized = try normalization(convolved, mode)
    return pools ? try normalized.maxPooled(2, stride: 2) : normalized
  }

  private func convolved(_ x: Tensor) throws -> Tensor {
    switch kernel {
    case .whole(let convolution): return try convolution(x)
    case .split(let weight):
      let (input, filters) = try weight.operands(for: x, cleared: x.clearedChannels)
      return try input.conv2d(filters, padding: 1)
    }
  }
}
