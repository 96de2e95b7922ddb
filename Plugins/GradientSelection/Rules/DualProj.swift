import WorkbenchCore

/// DualProj: the weighted mean of the gradients is projected to where no exit's loss rises.
///
/// One projection where ``UPGrad`` has one for every gradient; constants, their consequences and `compatibility` are those of
/// ``ConflictFreeRule``.
///
/// Source: Lopez-Paz and Ranzato, "Gradient Episodic Memory for Continual Learning", NeurIPS 2017, equation 11, with the exits in
/// place of earlier tasks.
struct DualProj: ConflictFreeRule {
  static let name = "dualproj"
  static let summary = "the mean gradient, projected to conflict with none (Lopez-Paz and Ranzato, NeurIPS 2017)"

  let cone: ConflictFreeCone

  init(_ settings: Settings) { cone = ConflictFreeCone(settings) }

  static func sums(ofMean weights: [Double]) -> [[Double]] { [weights] }
}
