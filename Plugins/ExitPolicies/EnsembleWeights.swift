import WorkbenchCore

/// Weights of exits in a geometric mean, fitted by their cross entropy.
enum EnsembleWeights {
  private static let sweeps = 50
  /// The farthest that a weight moves at once, so that no step leaves the region that its curvature speaks of.
  private static let reach = -0.25...0.25

  /// Weights of at least 0, one for each of the logarithms of probabilities `[N, classes]`.
  ///
  /// The cross entropy of `softmax(sum w_j log p_j)` is convex in the weights, with the slope `mean(E_q[log p_j] - log p_j(y))` and
  /// the curvature `mean(Var_q[log p_j])`; one weight after the other takes Newton's step, in double precision.
  static func fitted(to logarithms: [Tensor], labels: [Int]) throws -> [Double] {
    let logarithms = try logarithms.map { try $0.converted(to: .float64) }
    let classes = try Tensor(integers: labels, on: logarithms[0].device)
    let right = try logarithms.map { -(try $0.crossEntropy(classes).item()) }
    var weights = [Double](repeating: 1 / Double(logarithms.count), count: logarithms.count)
    for _ in 0..<sweeps {
      for (exit, logarithm) in logarithms.enumerated() {
        let mean = try GeometricEnsemble.mean(of: logarithms, weights: weights).exponential() * logarithm
        let expected = try mean.sum(dims: [1])
        let slope = try expected.mean().item() - right[exit]
        let curvature = try ((mean * logarithm).sum(dims: [1]) - expected * expected).mean().item()
        guard curvature > 0 else { continue }
        let step = min(max(-slope / curvature, reach.lowerBound), reach.upperBound)
        weights[exit] = max(0, weights[exit] + step)
      }
    }
    return weights
  }
}
