import WorkbenchCore

/// MoDo: weights follow the gradients' inner products between two batches, slowly, and act on the gradients of a third.
///
/// With `A[i][j]` the product of exit i's gradient on one batch with exit j's on another, the weights w, which begin at 1/K, take
/// one step a time: `w := nearest weights on the simplex to w - gamma (A w + rho w)`. Three batches are differentiated for
/// every exit.
///
/// `gamma` and `rho` are 0.1 as in TorchJD; LibMTL takes 0.001 and 0.1. They act on gradients as they are: losses of another
/// scale need another `gamma`.
///
/// Source: Chen et al., "Three-Way Trade-Off in Multi-Objective Learning: Optimization, Generalization and Conflict-Avoidance",
/// NeurIPS 2023.
struct MoDo: CrossBatchRule {
  static let name = "modo"
  static let summary = "weights learned between two more batches (MoDo, NeurIPS 2023)"
  static let publishedScale = UpdateScale.mean

  static let gamma = Setting("gamma", default: 0.1, in: 0...1e6, "step length of the weights")
  static let rho = Setting(
    "rho", default: 0.1, in: 0...1e6, "how strongly the weights are pulled to zero before they are scaled")
  static let settings: [any AnySetting] = [gamma, rho]

  var weights: [Double] = []
  private let gamma: Double
  private let rho: Double

  init(_ settings: Settings) { (gamma, rho) = (settings[Self.gamma], settings[Self.rho]) }

  var factors: [Double] { weights }

  mutating func learn(from products: [[Double]]) {
    let slopes = products.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } }
    weights = Simplex.nearest(to: zip(weights, slopes).map { $0 - gamma * ($1 + rho * $0) })
  }
}
