import Torch

/// Sets elements to zero with a probability while training, and scales the others up to keep the mean.
///
/// Which ones depends on seed, step and the layer's name, so a resumed run drops what an uninterrupted one would have.
///
/// ```swift
/// let dropout = Dropout(scope / "dropout", probability: 0.1)
/// let kept = try dropout(Tensor.ones([8, 64]), .training(seed: 1, step: 0))
/// ```
///
/// Source: Srivastava et al., "Dropout", JMLR 2014.
public struct Dropout {
  private let probability: Double
  private let name: String

  /// A layer without parameters, whose place is only the name of its random numbers; `probability` is in `0..<1`.
  public init(_ scope: Scope, probability: Double) {
    precondition((0..<1).contains(probability), "a dropout probability must be in 0..<1, got \(probability)")
    (self.probability, name) = (probability, scope.path)
  }

  /// Drops elements of a tensor of any shape in training, and else returns the tensor itself.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) throws -> Tensor {
    guard mode.isTraining, probability > 0 else { return x }
    var random = mode.random(for: name)
    let kept = Float(1 / (1 - probability))
    let mask = (0..<x.count).map { _ in random.uniform() < probability ? 0 : kept }
    return try x * Tensor(mask, x.shape).moved(to: x.device, as: x.type)
  }
}
