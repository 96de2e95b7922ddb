import WorkbenchCore

/// Two depthwise-separable convolutions, the first with stride 2: `[N, inputs, H, W]` to `[N, outputs, H / 2, W / 2]`.
struct SeparableConvolution {
  private let halves: [Half]

  init(_ scope: Scope, in inputs: Int, out outputs: Int) throws {
    halves = [
      try Half(scope / 0, in: inputs, out: inputs, stride: 2),
      try Half(scope / 1, in: inputs, out: outputs, stride: 1),
    ]
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor { try halves.reduce(x) { try $1($0, mode) } }

  /// A 3x3 convolution of every channel, a 1x1 convolution across them, normalization and rectification.
  private struct Half {
    private let depthwise: Convolution
    private let pointwise: NormalizedConvolution

    init(_ scope: Scope, in inputs: Int, out outputs: Int, stride: Int) throws {
      depthwise = try Convolution(
        scope / "depthwise", in: inputs, out: inputs, kernel: 3, stride: stride, groups: inputs,
        initialization: .normalFanOut)
      pointwise = NormalizedConvolution(
        try Convolution(scope / "pointwise", in: inputs, out: outputs, kernel: 1, initialization: .normalFanOut),
        try BatchNormalization(scope / "norm", channels: outputs))
    }

    func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor {
      try pointwise(depthwise(x), mode, rectifying: true)
    }
  }
}
