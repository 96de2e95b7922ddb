import Foundation
import WorkbenchCore

/// Trained scales bring every exit's loss to the same size.
///
/// With one scalar `s` for each exit, `exp(s) * loss - s` is added over the exits and minimised for the network and for the
/// scalars. The weight of a loss is `exp(s)`; left alone it tends to `1 / loss`. This is ``UncertaintyWeighting`` with the
/// other sign and twice the scale. Losses must be positive, as cross entropy is.
///
/// Source: Liu et al., "Towards Impartial Multi-Task Learning" (IMTL-L), ICLR 2021; `initial` 0 as published.
struct ImpartialLosses: LearnedScalarStrategy {
  static let name = "imtl-l"
  static let summary = "trained scales bring all losses to one size (IMTL-L, ICLR 2021)"

  var scalars: LearnedScalars

  init(_ settings: Settings) { scalars = LearnedScalars(settings) }

  static func weight(of scalar: Double) -> Double { exp(scalar) }
  static func slope(weight: Double, loss: Double) -> Double { weight * loss - 1 }
}
