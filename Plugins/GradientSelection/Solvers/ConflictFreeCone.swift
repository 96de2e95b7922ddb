import WorkbenchCore

/// The directions along which no exit's loss rises, and the published constants of projecting onto them.
struct ConflictFreeCone {
  /// The parameters whose gradients are looked at together.
  let scope: GradientScope
  static let compatibility = Setting(
    "compatibility", default: false, "ignore gradients whose squared lengths add up to less than 1e-4")

  /// What is added to the diagonal of the inner products, whose trace is 1.
  static let ridge = 1e-4
  private static let smallestTrace = 1e-4

  private let compatibility: Bool

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    compatibility = settings[Self.compatibility]
  }

  /// The sum of the projections of some weighted sums of gradients.
  func projecting(_ sums: [[Double]], _ gram: SymmetricMatrix) -> Solution {
    let trace = gram.trace
    guard trace > 0 else { return Solution(total(sums), .fallback(.zeroGradient)) }
    guard !compatibility || trace >= Self.smallestTrace else {
      return Solution(total(sums), .fallback(.belowThreshold))
    }
    let matrix = SymmetricMatrix(count: gram.count) { gram[$0, $1] / trace + ($0 == $1 ? Self.ridge : 0) }
    var projections: [[Double]] = []
    var worst = 0.0
    for sum in sums {
      let projection = DualCone.project(matrix, floor: sum)
      // What one projection could not do is not mixed with what the others did.
      guard case .converged(let residual) = projection.status else { return Solution(total(sums), projection.status) }
      projections.append(projection.weights)
      worst = max(worst, residual)
    }
    return Solution(total(projections), .converged(residual: worst))
  }

  private func total(_ lists: [[Double]]) -> [Double] {
    lists.dropFirst().reduce(lists[0]) { zip($0, $1).map(+) }
  }
}
