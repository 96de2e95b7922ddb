import WorkbenchCore

/// SDMGrad: the shortest weighted sum of the exits' gradients near their mean, estimated between two batches.
///
/// With `A[i][j]` the product of exit i's gradient on one batch with exit j's on another, divided by the squared mean of the roots
/// of its diagonal, `iterations` steps of projected descent with momentum lower `(w + lambda / K) A (w + lambda / K)` over the
/// simplex, from where the last step's ended. The gradients of a third batch are multiplied by `(w + lambda / K) / (1 + lambda)`.
///
/// Defaults are LibMTL's; TorchJD's `learning-rate` is 10.
///
/// Source: Xiao et al., "Direction-oriented Multi-objective Learning: Simple and Provable Stochastic Algorithms", NeurIPS 2023.
struct SDMGrad: CrossBatchRule {
  static let name = "sdmgrad"
  static let summary = "the shortest sum near the mean, between two more batches (SDMGrad, NeurIPS 2023)"
  static let publishedScale = UpdateScale.mean

  static let lambda = Setting("lambda", default: 0.3, in: 0...1e6, "how strongly the mean gradient is kept")
  static let learningRate = Setting("learning-rate", default: 5.0, in: 0...1e6, "step length of the weights")
  static let momentum = Setting("momentum", default: 0.5, in: 0..<1, "share of the weights' last step that is kept")
  static let iterations = Setting(
    "iterations", default: 20, in: 1...10_000, "steps of the weights for each step of training")
  static let settings: [any AnySetting] = [lambda, learningRate, momentum, iterations]

  var weights: [Double] = []
  private let lambda: Double
  private let learningRate: Double
  private let momentum: Double
  private let iterations: Int

  init(_ settings: Settings) {
    (lambda, learningRate) = (settings[Self.lambda], settings[Self.learningRate])
    (momentum, iterations) = (settings[Self.momentum], settings[Self.iterations])
  }

  private var leaning: [Double] { weights.map { $0 + lambda / Double(weights.count) } }

  var factors: [Double] { leaning.map { $0 / (1 + lambda) } }

  mutating func learn(from products: [[Double]]) {
    let roots = products.indices.map { max(products[$0][$0], 0).squareRoot() }
    let scale = roots.reduce(0, +) / Double(roots.count)
    // Every gradient has a negative product with itself on the other batch: the products carry no information.
    guard scale > 0 else { return }
    var momenta = weights.map { _ in 0.0 }
    for _ in 0..<iterations {
      let point = leaning
      for (exit, row) in products.enumerated() {
        let slope = zip(row, point).reduce(0) { $0 + $1.0 * $1.1 } / (scale * scale)
        momenta[exit] = momentum * momenta[exit] + slope
      }
      weights = Simplex.nearest(to: zip(weights, momenta).map { $0 - learningRate * $1 })
    }
  }
}
