import WorkbenchCore

/// MGDA: the shortest weighted mean of the gradients, the one direction whose product with every gradient is at least its own square.
///
/// `g_k . d >= |d|^2` for every exit k. `solver: exact` solves for it; `frank-wolfe` is the published iteration, which stops
/// well before. `normalize` divides every gradient by its length (`l2`), its loss, or both (`loss+`) before weights are chosen;
/// the weights then act on the gradients as they are.
///
/// The shortest gradients dominate, so exits that have converged slow all others down; a gradient of zero, or a pair in opposite
/// directions, gives a step of zero. That is the rule's result, not a failure.
///
/// Source: Désidéri, "Multiple-gradient descent algorithm", Comptes Rendus Mathématique 2012; Sener and Koltun, "Multi-Task
/// Learning as Multi-Objective Optimization", NeurIPS 2018.
struct MultipleGradientDescent: GramRule {
  static let name = "mgda"
  static let summary = "the shortest weighted mean of the exits' gradients (Sener and Koltun, NeurIPS 2018)"
  static let publishedScale = UpdateScale.mean

  enum Solver: String, SettingChoice {
    case exact
    case frankWolfe = "frank-wolfe"
  }
  enum Normalization: String, SettingChoice {
    case none, l2, loss
    case lossAndLength = "loss+"
  }

  static let solver = Setting(
    "solver", default: Solver.exact, "exact, or the published iteration, which stops well before the answer")
  static let normalize = Setting(
    "normalize", default: Normalization.none, "what gradients are divided by to choose weights; loss+ is loss and l2")
  static let settings: [any AnySetting] = [ScopeKey.setting, solver, normalize]

  let scope: GradientScope
  private let solver: Solver
  private let normalization: Normalization

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    (solver, normalization) = (settings[Self.solver], settings[Self.normalize])
  }

  func prepare(for topology: Topology) throws {
    guard solver == .exact else { return }
    try Supports.check(topology, for: Self.self, hint: ": use 'solver: frank-wolfe'")
  }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    let factors: [Double] =
      switch normalization {
      case .none: [Double](repeating: 1, count: gram.count)
      case .l2: gram.inverseNorms
      case .loss: losses.map { 1 / max($0, .leastNormalMagnitude) }
      case .lossAndLength: zip(gram.inverseNorms, losses).map { $0 / max($1, .leastNormalMagnitude) }
      }
    let scaled = gram.scaled(by: factors)
    return solver == .exact ? MinimumNorm.exact(scaled) : MinimumNorm.frankWolfe(scaled)
  }
}
