import Testing
import WorkbenchCore

/// A golden file of a rule that weighs losses: what it was shown, step after step, and what it made of it.
///
/// Every kind of file has some of the entries; those of a step mean the same in each.
struct GoldenLosses: Decodable {
  let params: Params?
  let steps: [Step]?
  let cases: [Step]?
  let epochs: [Epoch]?
  let nadir: [Double]?
  let tolerance: Double

  enum CodingKeys: String, CodingKey {
    case params, steps, cases, epochs, nadir
    case tolerance = "abs_tol"
  }

  /// What the rule was set to.
  struct Params: Decodable {
    let initial: Double?
    let mu: Double?
    let alpha: Double?
    let decay: Double?

    enum CodingKeys: String, CodingKey {
      case mu, alpha
      case initial = "init"
      case decay = "weight_decay"
    }
  }

  struct Step: Decodable {
    let losses: [Double]?
    let weights: [Double]
    let epoch: Int?
    let normals: [Double]?
    let preference: [Double]?
    let reference: [Double]?
    /// Trained scalars before the step.
    let scalars: [Double]?
    /// Losses before and after a step of the network, and logits after one of the rule.
    let before: [Double]?
    let after: [Double]?
    let logitsAfter: [Double]?
    /// The exits' gradients.
    let rows: [[Double]]?
    let weightsNext: [Double]?

    enum CodingKeys: String, CodingKey {
      case losses, weights, epoch, normals, preference, reference, before, after
      case scalars = "param"
      case logitsAfter = "logits_after"
      case rows = "J"
      case weightsNext = "weights_next"
    }
  }

  struct Epoch: Decodable {
    let batches: [[Double]]
    let weights: [Double]
    let average: [Double]

    enum CodingKeys: String, CodingKey {
      case batches, weights
      case average = "epoch_average"
    }
  }

  static func read(_ name: String) throws -> GoldenLosses { try GoldenFile.read(name, in: "Golden/strategies/loss") }

  /// The Gram matrix of rows.
  static func gram(_ rows: [[Double]]) -> GramMatrix {
    let products = rows.flatMap { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    return GramMatrix(products, exits: 0..<rows.count)
  }
}

/// The mean of losses over steps, exit by exit.
func meanLosses(_ steps: [[Double]]) -> [Double] {
  steps[0].indices.map { exit in steps.reduce(0) { $0 + $1[exit] } / Double(steps.count) }
}

/// Expects numbers that differ by no more than a tolerance.
func expectClose(
  _ found: [Double], _ expected: [Double], within tolerance: Double, _ place: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(place)", sourceLocation: sourceLocation)
  let gap = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
  #expect(gap <= tolerance, "\(place): \(found) is off by \(gap) from \(expected)", sourceLocation: sourceLocation)
}
