import WorkbenchCore

/// CAGrad: the direction near the mean gradient that serves the worst-served exit best.
///
/// d maximises `min_k g_k . d` within the distance `c |g|` of the mean gradient g: `d = g + c |g| u`, with u the unit vector along
/// a weighted mean of the gradients whose weights solve a small convex problem, here exactly. At c = 0 it is the mean; from 1 on
/// convergence is not guaranteed.
///
/// `rescale` divides the result: `squared` by 1 + c^2, as the official code does, `linear` by 1 + c. Where some weighted mean is
/// (nearly) zero no direction serves all exits and the update is zero, which is reported. `compatibility` also zeroes updates
/// whose squared lengths add up to less than 1e-4, as TorchJD does: training can stop without a word.
///
/// Source: Liu et al., "Conflict-Averse Gradient Descent for Multi-task Learning", NeurIPS 2021.
struct CAGrad: GramRule {
  static let name = "cagrad"
  static let summary = "near the mean gradient, the worst-served exit first (Liu et al., NeurIPS 2021)"
  static let publishedScale = UpdateScale.mean

  enum Rescaling: String, SettingChoice { case none, squared, linear }

  static let c = Setting("c", default: 0.5, in: 0...1e6, "how far from the mean gradient, relative to its length")
  static let rescale = Setting(
    "rescale", default: Rescaling.none, "what the update is divided by: 1, 1 + c^2 (the official code) or 1 + c")
  static let compatibility = Setting(
    "compatibility", default: false, "an update of zero where the squared lengths add up to less than 1e-4")
  static let settings: [any AnySetting] = [ScopeKey.setting, c, rescale, compatibility]

  /// Of the shortest weighted mean, relative to the root of the summed squared lengths; and of their sum, for compatibility.
  private static let floor = 1e-4

  let scope: GradientScope
  private let c: Double
  private let divisor: Double
  private let compatibility: Bool

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    c = settings[Self.c]
    divisor =
      switch settings[Self.rescale] {
      case .none: 1
      case .squared: 1 + c * c
      case .linear: 1 + c
      }
    compatibility = settings[Self.compatibility]
  }

  func prepare(for topology: Topology) throws { try Supports.check(topology, for: Self.self) }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    let count = gram.count
    let trace = gram.trace
    let zeros = [Double](repeating: 0, count: count)
    guard trace > 0 else { return Solution(zeros, .fallback(.zeroGradient)) }
    guard !compatibility || trace >= Self.floor else { return Solution(zeros, .fallback(.belowThreshold)) }
    let normalized = gram.scaled(by: [Double](repeating: 1 / trace.squareRoot(), count: count))
    let mean = [Double](repeating: 1 / Double(count), count: count)
    let radius = c * normalized.length(mean)
    guard radius > 0 else { return Solution(mean) }
    let dual = ConflictAverseDual.solve(normalized, mean: mean, radius: radius)
    let length = normalized.length(dual.weights)
    guard length >= Self.floor else { return Solution(zeros, .fallback(.stationary)) }
    return Solution(zip(mean, dual.weights).map { ($0 + radius / length * $1) / divisor }, dual.status)
  }
}
