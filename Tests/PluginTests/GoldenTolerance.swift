import WorkbenchCore

/// How far numbers may lie from the reference's, of which `docs/decisions/0006-golden-tolerances.md` tells more.
struct GoldenTolerance: Sendable {
  /// Of losses, relative.
  let loss: Double
  /// Of single logits: relative in double precision, absolute in single precision.
  let logit: @Sendable (Double) -> Double
  /// Of a sum, relative to the sum of absolute values.
  let sum: Double
  /// Of gradient norms, relative: of any, and of nineteen in twenty of a file.
  let norm: (worst: Double, most: Double)
  /// Gradient norms below the limit are rounding; they compare absolutely.
  let smallNorm: (limit: Double, absolute: Double)
  let cosine: Double
  /// Of the loss after 0, 1, 2, 3 steps, relative.
  let steps: [Double]
  /// Of what is computed after the steps, relative.
  let afterSteps: Double

  static let float64 = GoldenTolerance(
    loss: 1e-9, logit: { 1e-9 * abs($0) }, sum: 1e-9, norm: (1e-9, 1e-9), smallNorm: (1e-6, 1e-12), cosine: 1e-8,
    steps: [1e-9, 1e-6, 1e-6, 1e-6], afterSteps: 1e-6)

  /// Rectified values that change sign under rounding move gradients by up to half a percent, and steps amplify that.
  static let float32 = GoldenTolerance(
    loss: 1e-6, logit: { _ in 2e-5 }, sum: 1e-6, norm: (1e-2, 2e-3), smallNorm: (1e-5, 1e-7), cosine: 1e-2,
    steps: [1e-6, 1e-4, 2e-3, 5e-3], afterSteps: 5e-2)

  /// VGG normalizes rectified values, all of one sign, which libtorch averages less exactly.
  static let float32VGG = GoldenTolerance(
    loss: 5e-6, logit: { _ in 1e-4 }, sum: 1e-6, norm: (1e-2, 2e-3), smallNorm: (1e-5, 1e-7), cosine: 1e-2,
    steps: [5e-6, 1e-4, 2e-3, 5e-3], afterSteps: 5e-2)

  static func of(_ model: GoldenCase, _ type: ElementType) -> GoldenTolerance {
    if type == .float64 { return float64 }
    return model.backbone.name == "vgg" ? float32VGG : float32
  }
}
