import Foundation
import WorkbenchCore

/// PCD: the primary exit's gradient, turned as little as possible so that every other exit gets some of its own progress.
///
/// Gradients are first divided by their lengths (a running mean of the squares, remembered for every scope). d is the direction
/// nearest to the primary one along which every other exit has at least the share `tau` of the progress that its own gradient
/// would bring. The update is as long as the primary exit's gradient.
///
/// The primary exit is the last by default. Where the demands contradict each other, it alone decides
/// (`solver-fallback/infeasible`); where its gradient is zero, so is the update. `compatibility` adds the published 1e-8 to the mean
/// squares, whatever their scale.
///
/// Source: "Not All Objectives Are Born Equal: Priority-Constrained Descent for Hierarchical Multi-Objective Optimization", TMLR
/// 2026.
struct PriorityConstrainedDescent: GramRule {
  static let name = "pcd"
  static let summary = "one exit's gradient, with some progress for every other (TMLR 2026)"
  static let publishedScale = UpdateScale.own

  static let primary = Setting<Int?>(
    "primary", default: nil, in: 1..., "the exit that is followed, counted from 1; none: the last")
  static let tau = Setting("tau", default: 0.02, in: 0...1, "share of its own progress that every other exit gets")
  static let beta = Setting("beta", default: 0.999, in: 0..<1, "how slowly the mean squared lengths follow")
  static let compatibility = Setting(
    "compatibility", default: false, "add the published 1e-8 to the mean squared lengths, whatever their scale")
  static let settings: [any AnySetting] = [ScopeKey.setting, primary, tau, beta, compatibility]

  let scope: GradientScope
  private let settings: Settings
  private let tau: Double
  private let beta: Double
  private let epsilon: Double
  private var squares = ScopeMemory("mean-squares")
  private var steps = ScopeMemory("steps")

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    self.settings = settings
    (tau, beta) = (settings[Self.tau], settings[Self.beta])
    epsilon = settings[Self.compatibility] ? 1e-8 : 0
  }

  func prepare(for topology: Topology) throws {
    try Supports.check(topology, for: Self.self)
    let count = topology.exits.count
    guard let primary = settings[Self.primary], primary != count else { return }
    guard primary < count else {
      throw settings.problem(Self.primary, "'primary' is exit \(primary), but the network has \(count) exits")
    }
    guard scope == .backbone else {
      throw settings.problem(
        Self.primary, "exit \(primary) does not reach every stage",
        hint: "follow the last exit, or use 'scope: backbone'")
    }
  }

  mutating func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) throws -> Solution {
    let scales = try scales(gram, scope: context.scope)
    let primary = settings[Self.primary].map { $0 - 1 - exits.lowerBound } ?? gram.count - 1
    let nothing = Solution([Double](repeating: 0, count: gram.count), .fallback(.zeroGradient))
    guard gram.norms[primary] > 0 else { return nothing }
    let scaled = gram.scaled(by: scales)
    let others = (0..<gram.count).filter { $0 != primary }
    let found = GuaranteedProgress.multipliers(
      scaled.selecting(others), slack: others.map { scaled[$0, primary] - tau * scaled[$0, $0] })
    var weights = [Double](repeating: 0, count: gram.count)
    weights[primary] = scales[primary]
    for (index, multiplier) in zip(others, found.weights) { weights[index] = multiplier * scales[index] }
    let length = gram.length(weights)
    guard length > 0 else { return Solution(nothing.weights, .fallback(.stationary)) }
    return Solution(weights.map { $0 * gram.norms[primary] / length }, found.status)
  }

  /// One over every gradient's length, from the running mean of squares, without the bias of its beginning.
  private mutating func scales(_ gram: SymmetricMatrix, scope: String) throws -> [Double] {
    let known = try squares.recall(scope, count: gram.count) ?? [Double](repeating: 0, count: gram.count)
    let means = zip(known, gram.diagonal).map { beta * $0 + (1 - beta) * $1 }
    let count = (try steps.recall(scope, count: 1)?.first ?? 0) + 1
    squares.keep(means, for: scope)
    steps.keep([count], for: scope)
    let begun = 1 - pow(beta, count)
    return means.map { mean in
      let square = mean / begun + epsilon
      return square > 0 ? 1 / square.squareRoot() : 0
    }
  }

  func state() -> StrategyState {
    StrategyState(numbers: squares.numbers.merging(steps.numbers) { mean, _ in mean })
  }

  mutating func restore(_ state: StrategyState) {
    squares.restore(state)
    steps.restore(state)
  }
}
