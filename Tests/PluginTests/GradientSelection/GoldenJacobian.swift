import Testing
import WorkbenchCore

/// Gradients of K exits, one row each, and what every rule makes of them.
struct GoldenJacobian: Decodable {
  let rows: [[Double]]
  let losses: [Double]
  let meta: Meta
  let results: [String: Result]

  enum CodingKeys: String, CodingKey {
    case rows = "J"
    case losses, meta, results
  }

  static let folder = "Golden/strategies/jacobian"
  static let names = GoldenFile.names(in: folder)

  static func read(_ name: String) throws -> GoldenJacobian { try GoldenFile.read(name, in: folder) }

  struct Meta: Decodable {
    /// Where each block's parameters begin and end, for gradients in the form of a staircase.
    let blocks: [[Int]]?
  }

  /// One rule's result; what a rule does not have is absent.
  struct Result: Decodable {
    let status: String?
    let compare: [String]?
    let gradient: [Double]?
    let weights: [Double]?
    let tolerance: Tolerance?
    let params: Parameters?
    let steps: [Step]?
    let unclipped: [Double]?
    /// By block, for rules that act on every block apart.
    let upgrad: Blocks?
    let mgda: Blocks?
    let dualproj: Blocks?

    enum CodingKeys: String, CodingKey {
      case status, compare, gradient, weights, params, steps, upgrad, dualproj
      case tolerance = "abs_tol"
      case unclipped = "unclipped_weights"
      case mgda = "mgda_exact"
    }
  }

  struct Blocks: Decodable {
    let gradient: [Double]
    let tolerance: Tolerance

    enum CodingKeys: String, CodingKey {
      case gradient
      case tolerance = "abs_tol"
    }
  }

  struct Tolerance: Decodable {
    let gradient: Double?
    let weights: Double?
  }

  struct Parameters: Decodable {
    let orders: [[Int]]?
    let uniforms: [Double]?
    let normals: [Double]?
    let leak: Double?
    let pref: [Double]?
  }

  /// One call of a rule with memory.
  struct Step: Decodable {
    let orders: [[Int]]
    let weights: [Double]
    let gradient: [Double]
    let phi: [[Double]]
  }
}

/// Rows of gradients, their inner products, and their weighted sums.
struct Rows: Sendable {
  let rows: [[Double]]

  init(_ rows: [[Double]]) { self.rows = rows }

  var gram: GramMatrix { gram(of: 0..<rows.count) }

  func gram(of exits: Range<Int>) -> GramMatrix {
    GramMatrix(exits.flatMap { i in exits.map { j in Self.product(rows[i], rows[j]) } }, exits: exits)
  }

  /// The inner product to the last digit: what is left of opposite gradients is no more than that.
  ///
  /// Source: Ogita, Rump and Oishi, "Accurate sum and dot product", SIAM Journal on Scientific Computing 2005.
  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for (x, y) in zip(a, b) {
      let term = x * y
      let next = sum + term
      let part = next - sum
      lost += (sum - (next - part)) + (term - part) + (-term).addingProduct(x, y)
      sum = next
    }
    return sum + lost
  }

  func sum(_ weights: [Double]) -> [Double] {
    zip(rows, weights).reduce(into: [Double](repeating: 0, count: rows[0].count)) { sum, row in
      for k in sum.indices { sum[k] += row.1 * row.0[k] }
    }
  }

  func scaled(by factor: Double) -> Rows { Rows(rows.map { $0.map { $0 * factor } }) }
}

/// The largest distance between two lists of numbers; infinite where there are more in one.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    let gap = abs(pair.0 - pair.1)
    return gap.isNaN ? .infinity : max(worst, gap)
  }
}

extension StepContext {
  /// The first step of a run.
  static var first: StepContext { StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0) }
}
