import Foundation
import WorkbenchCore

/// Smooth Tchebycheff scalarization of logarithms: the loss that has fallen least since the warm-up counts most.
///
/// Up to and including epoch `warm-up`, counted from 0, the logarithms of the losses are added: weights `1 / loss[k]`. That
/// epoch's mean losses are the nadir. From then on the weights are `K * softmax(v / mu) / loss[k]` with
/// `v[k] = log(loss[k] / nadir[k])`.
///
/// The nadir is part of checkpoints; LibMTL forgets it, and begins its warm-up again. A loss that rounds to zero is taken for
/// 1e-8. Weights grow as losses fall, so steps do not shrink near the end: the schedule must see to that.
///
/// Source: Lin et al., "Smooth Tchebycheff Scalarization for Multi-Objective Optimization", ICML 2024, in the form for
/// multi-task learning of LibMTL, whose constants are the defaults.
struct SmoothTchebycheffByNadir: GradientStrategy {
  static let name = "stch-mtl"
  static let summary = "the logarithm that has fallen least, smoothed (STCH for multi-task learning, ICML 2024)"
  static let roles = StrategyRoles.combination
  static let publishedScale = UpdateScale.own

  static let mu = Setting("mu", default: 1.0, in: 1e-6...1e6, "how smooth the maximum is")
  static let warmUp = Setting(
    "warm-up", default: 4, in: 0...1_000_000, "the epoch, counted from 0, whose mean losses others are compared with")
  static let settings: [any AnySetting] = [mu, warmUp]

  private let mu: Double
  private let warmUp: Int
  /// Absent until the warm-up is over.
  private var nadir: [Double]?

  init(_ settings: Settings) { (mu, warmUp) = (settings[Self.mu], settings[Self.warmUp]) }

  func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
    let losses = positive(losses)
    guard let nadir else { return losses.map { 1 / $0 } }
    let falls = zip(losses, positive(nadir)).map { log($0 / $1) / mu }
    return zip(softmax(falls), losses).map { $0 * Double(losses.count) / $1 }
  }

  mutating func epochEnded(_ summary: EpochSummary) { if summary.epoch == warmUp { nadir = summary.losses } }

  func state() -> StrategyState { StrategyState(numbers: nadir.map { ["nadir": $0] } ?? [:]) }

  mutating func restore(_ state: StrategyState) { nadir = state.numbers["nadir"] }
}
