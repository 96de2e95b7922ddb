import WorkbenchCore

/// ConFIG: the direction with the same cosine to every exit's gradient, as long as the gradients' projections on it together.
///
/// `preference` makes the cosines proportional to its entries. For independent gradients the direction is that of IMTL-G, at
/// another length. For dependent ones the least-squares solution is taken, and reported.
///
/// Inner products in double precision cannot tell gradients that are opposite up to 1e-8 from exactly opposite ones: they count as
/// dependent.
///
/// Source: Liu et al., "ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks", ICLR 2025.
struct ConFIG: GramRule {
  static let name = "config"
  static let summary = "the direction with equal cosines to all gradients (Liu et al., ICLR 2025)"
  static let usesPreference = true
  static let publishedScale = UpdateScale.sum
  static let settings: [any AnySetting] = [ScopeKey.setting]

  let scope: GradientScope

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
  }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    let cosines = context.preference(of: exits)
    let inverse = gram.inverseNorms
    var direction: [Double]
    var status = SolverStatus.converged(residual: 0)
    if let weights = UnitProjections.weights(gram, cosines) {
      direction = weights
    } else {
      let unit = SymmetricEigen(gram.scaled(by: inverse))
      direction = zip(unit.applying({ 1 / $0 }, to: cosines, above: UnitProjections.cut), inverse).map(*)
      status = .fallback(.dependentGradients)
    }
    let length = gram.length(direction)
    guard length > 0 else { return Solution(direction.map { _ in 0 }, .fallback(.stationary)) }
    let projections = gram.times(direction).reduce(0, +) / length
    return Solution(direction.map { $0 / length * projections }, status)
  }
}
