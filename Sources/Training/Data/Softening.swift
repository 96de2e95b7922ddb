import Foundation
import Recipes
import WorkbenchCore

/// Targets of training samples that are not sure of one class: label smoothing, and mixup of samples in pairs.
///
/// Sources: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016, section 7; Zhang et al., "mixup:
/// Beyond Empirical Risk Minimization", ICLR 2018.
package struct Softening: Sendable {
  /// The share of a target that is divided evenly among all classes, its own included.
  let smoothing: Double
  /// The parameter of the symmetric beta distribution that the shares of two samples are of; nil for no mixing.
  let mixup: Double?

  init(smoothing: Double, mixup: Double?) { (self.smoothing, self.mixup) = (smoothing, mixup) }

  /// Nil where a recipe asks for neither.
  init?(_ section: TrainSection) {
    guard section.labelSmoothing > 0 || section.mixup != nil else { return nil }
    self.init(smoothing: section.labelSmoothing, mixup: section.mixup)
  }

  /// Gives a batch its targets, and mixes its samples with each other in a random order, all by the same shares.
  ///
  /// The larger share is that of a sample itself. As the order is random, this mixes the same pairs as often as shares on either side
  /// of a half do, and a sample keeps its class for counting what is right.
  func apply(to batch: inout BatchValues, classes: Int, random: inout RandomStream) {
    let count = batch.labels.count
    var targets = [Double](repeating: smoothing / Double(classes), count: count * classes)
    for (sample, label) in batch.labels.enumerated() { targets[sample * classes + label] += 1 - smoothing }
    if let mixup {
      let drawn = Self.beta(mixup, &random)
      let share = max(drawn, 1 - drawn)
      let partners = random.permutation(of: count)
      targets = Self.mixed(targets, with: partners, share: share)
      batch.pixels = Self.mixed(batch.pixels, with: partners, share: Float(share))
    }
    batch.targets = targets
  }

  /// Rows of equal length, each mixed with another one.
  private static func mixed<Number: BinaryFloatingPoint>(
    _ values: [Number], with partners: [Int], share: Number
  ) -> [Number] {
    let length = values.count / partners.count
    return [Number](unsafeUninitializedCapacity: values.count) { room, initialized in
      for (row, partner) in partners.enumerated() {
        for column in 0..<length {
          room[row * length + column] =
            share * values[row * length + column] + (1 - share) * values[partner * length + column]
        }
      }
      initialized = values.count
    }
  }

  /// A number of the distribution Beta(alpha, alpha), from two of the distribution Gamma(alpha).
  static func beta(_ alpha: Double, _ random: inout RandomStream) -> Double {
    let (first, second) = (logarithmOfGamma(alpha, &random), logarithmOfGamma(alpha, &random))
    return 1 / (1 + exp(second - first))
  }

  /// The logarithm, as numbers of small `alpha` are too small themselves.
  ///
  /// Source: Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
  private static func logarithmOfGamma(_ alpha: Double, _ random: inout RandomStream) -> Double {
    if alpha < 1 { return logarithmOfGamma(alpha + 1, &random) + log(1 - random.uniform()) / alpha }
    let d = alpha - 1.0 / 3
    while true {
      let normal = random.normal()
      let root = 1 + normal / (9 * d).squareRoot()
      guard root > 0 else { continue }
      let volume = root * root * root
      if log(1 - random.uniform()) < normal * normal / 2 + d * (1 - volume + log(volume)) { return log(d * volume) }
    }
  }
}
