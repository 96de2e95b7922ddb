import Foundation
import WorkbenchCore

/// One number that an exit's logits are divided by, so that its probabilities mean what they say.
///
/// The temperature minimises the cross entropy. As a function of `1 / T` that is convex, with the derivative
/// `mean(sum_c p_c z_c - z_y)`, whose zero is found by bisection, in double precision.
///
/// Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 4.2.
package enum TemperatureScaling {
  /// What temperatures are possible; an exit that knows nothing gets the largest.
  package static let range = 0.05...20.0
  private static let halvings = 50

  /// The temperature of logits `[N, classes]`.
  package static func temperature(of logits: Tensor, labels: [Int]) throws -> Double {
    let logits = try logits.converted(to: .float64)
    let classes = logits.shape[1]
    let values: [Double] = try logits.elements()
    let right = labels.indices.reduce(0) { $0 + values[$1 * classes + labels[$1]] } / Double(max(labels.count, 1))
    var lower = -log(range.upperBound)
    var upper = -log(range.lowerBound)
    for _ in 0..<halvings {
      let middle = (lower + upper) / 2
      let probabilities = try (logits * exp(middle)).softmax(dim: 1)
      let expected = try (probabilities * logits).sum(dims: [1]).mean().item()
      if expected < right { lower = middle } else { upper = middle }
    }
    return exp(-(lower + upper) / 2)
  }
}
