import Foundation
import Training
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

  /// The temperature of every exit.
  static func temperatures(of outputs: ExitLogits) throws -> [Double] {
    try (0..<outputs.exits).map { try temperature(of: outputs.tensor(of: $0), labels: outputs.labels) }
  }

  /// The temperature of logits `[N, classes]`, of which some rows are looked at a time.
  package static func temperature(of logits: Tensor, labels: [Int]) throws -> Double {
    let classes = logits.shape[1]
    let chunks = ExitLogits.chunks(of: labels.count, classes: classes)
    func rows(_ chunk: Range<Int>) throws -> Tensor {
      try logits.narrowed(dim: 0, chunk).converted(to: .float64)
    }
    var right = 0.0
    for chunk in chunks {
      let values: [Double] = try rows(chunk).elements()
      for (row, label) in labels[chunk].enumerated() { right += values[row * classes + label] }
    }
    right /= Double(max(labels.count, 1))
    var lower = -log(range.upperBound)
    var upper = -log(range.lowerBound)
    for _ in 0..<halvings {
      let middle = (lower + upper) / 2
      let sums = try chunks.map { chunk in
        let logits = try rows(chunk)
        return try ((logits * exp(middle)).softmax(dim: 1) * logits).sum(dims: [1])
      }
      let expected = try Tensor.concatenated(sums, dim: 0).mean().item()
      if expected < right { lower = middle } else { upper = middle }
    }
    return exp(-(lower + upper) / 2)
  }
}
