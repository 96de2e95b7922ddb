import Torch

extension Branch {
  /// Head and next block see all features, and every block receives the mean of the gradients of the exits behind it.
  ///
  /// Values pass unchanged; gradients are scaled. At exit k of K, counted from 1, `K - k + 1` exits look through the features:
  /// their gradient is divided by this number, and that of the next block multiplied by `K - k`, as it is a mean already. With
  /// `coarsestOnly` the finer scales still carry plain sums.
  ///
  /// Source: Li et al., "Improved Techniques for Training Adaptive Deep Networks", ICCV 2019, section 3.1.
  public init(meanOfGradientsAt exit: Exit, of features: Features, coarsestOnly: Bool = false) throws {
    let deeper = Double(exit.count - exit.number)
    let first = coarsestOnly ? features.count - 1 : 0
    func scaled(_ features: Features, by factor: Double) throws -> Features {
      try features[..<first] + features[first...].map { try $0.scalingGradient(by: factor) }
    }
    let shared = try scaled(features, by: 1 / (deeper + 1))
    self.init(head: shared, trunk: try scaled(shared, by: deeper))
  }
}
