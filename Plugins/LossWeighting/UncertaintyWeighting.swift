import Foundation
import WorkbenchCore

/// Every exit's loss is weighed by a trained uncertainty.
///
/// With one scalar `s` for each exit, the logarithm of its variance, `exp(-s) * loss / 2 + s / 2` is added over the exits and
/// minimised for the network and for the scalars. The weight of a loss is `exp(-s) / 2`; left alone it tends to `1 / (2 * loss)`.
///
/// `initial` is 0, as in TorchJD; LibMTL begins at -0.5. At 0 the first weights are 1/2, half the learning rate of the sum.
/// Pitfall: weights grow without bound as losses fall, and the easiest exit wins.
///
/// Source: Kendall et al., "Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics", CVPR 2018.
struct UncertaintyWeighting: LearnedScalarStrategy {
  static let name = "uncertainty"
  static let summary = "losses weighed by trained uncertainties (Kendall et al., CVPR 2018)"

  var scalars: LearnedScalars

  init(_ settings: Settings) { scalars = LearnedScalars(settings) }

  static func weight(of scalar: Double) -> Double { exp(-scalar) / 2 }
  static func slope(weight: Double, loss: Double) -> Double { 0.5 - weight * loss }
}
