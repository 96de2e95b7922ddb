import WorkbenchCore

/// What an exit takes over from the one before: its scores, through an affine map, batch normalization and rectification.
///
/// Gradients flow back into the earlier exit, as in the released code.
///
/// Source: inline subnetwork collaboration (ISC) of Li et al., "Improved Techniques for Training Adaptive Deep Networks", ICCV 2019.
struct InlineCollaboration {
  private let linear: Linear
  private let normalization: BatchNormalization

  /// Makes the parameters under `linear` and `norm`.
  init(_ scope: Scope, classes: Int, channels: Int) throws {
    linear = try Linear(scope / "linear", in: classes, out: channels)
    normalization = try BatchNormalization(scope / "norm", channels: channels)
  }

  /// Maps scores `[N, classes]` to features `[N, channels]`, with no element below zero.
  func callAsFunction(_ logits: Tensor, _ mode: Mode) throws -> Tensor {
    try normalization(linear(logits), mode, rectifying: true)
  }
}
