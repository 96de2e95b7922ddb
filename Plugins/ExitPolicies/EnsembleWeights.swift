import Foundation
import WorkbenchCore

/// Weights of exits in a geometric mean, fitted by their cross entropy.
enum EnsembleWeights {
  private static let steps = 500
  private static let rate = 0.1

  /// Positive weights, one for each of the logarithms of probabilities `[N, classes]`.
  ///
  /// Adam moves the weights' logarithms, from equal weights that sum to 1, in double precision.
  static func fitted(to logarithms: [Tensor], labels: [Int]) throws -> [Double] {
    let count = logarithms.count
    let stack = try Tensor.stacked(logarithms.map { try $0.converted(to: .float64) })
    let labels = try Tensor(integers: labels, on: stack.device)
    let exponents = try Tensor.full([count, 1, 1], -log(Double(count)), type: .float64, on: stack.device)
    try exponents.setRequiresGradient()
    let moments = AdamMoments(
      mean: try exponents.detached().filled(with: 0), square: try exponents.detached().filled(with: 0),
      steps: try .zeros([]))
    for _ in 0..<steps {
      let loss = try (stack * exponents.exponential()).sum(dims: [0]).crossEntropy(labels)
      let slopes = try gradients(of: [loss], for: [exponents]).compactMap { $0 }
      try withoutGradients {
        try descendByAdam(
          [exponents], along: slopes, moments: [moments], rate: rate, betas: (0.9, 0.999), epsilon: 1e-8,
          weightDecay: 0, decoupled: false)
      }
    }
    return try exponents.detached().exponential().elements()
  }
}
