import WorkbenchCore

/// UPGrad: every gradient is projected to where no exit's loss rises, and the projections are averaged.
///
/// Constants, their consequences and `compatibility` are those of ``ConflictFreeRule``.
///
/// Source: Quinton and Rey, "Jacobian Descent for Multi-Objective Optimization", arXiv 2406.16232.
struct UPGrad: ConflictFreeRule {
  static let name = "upgrad"
  static let summary = "mean of gradients that are projected to conflict with none (Quinton and Rey, 2024)"

  let cone: ConflictFreeCone

  init(_ settings: Settings) { cone = ConflictFreeCone(settings) }

  static func sums(ofMean weights: [Double]) -> [[Double]] {
    weights.indices.map { i in weights.indices.map { $0 == i ? weights[i] : 0 } }
  }
}
