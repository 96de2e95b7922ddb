import WorkbenchCore

/// GradVac: gradients are turned towards each other until every pair has the cosine that it had on average.
///
/// As PCGrad, but gradient i is changed along `g_j` wherever its cosine rho lies below the running mean phi_ij, and by as much as
/// makes it phi_ij. Then phi_ij moves towards rho by the share `beta`. phi starts at 0 and is remembered for every scope.
///
/// `beta` 0.5 is the published libraries' value. `compatibility` adds their 1e-8 to lengths and products; without it, the rule is
/// the same at every scale, and what is left of a gradient below 1e-8 of its length counts as zero.
///
/// Source: Wang et al., "Gradient Vaccine", ICLR 2021.
struct GradVac: GramRule {
  static let name = "gradvac"
  static let summary = "gradients are turned to the cosines they have on average (Wang et al., ICLR 2021)"
  static let publishedScale = UpdateScale.sum

  static let beta = Setting("beta", default: 0.5, in: 0...1, "how fast the mean cosine follows")
  static let compatibility = Setting(
    "compatibility", default: false, "add the published 1e-8 to lengths of gradients, whatever their scale")
  static let settings: [any AnySetting] = [ScopeKey.setting, beta, compatibility]

  private static let epsilon = 1e-8

  let scope: GradientScope
  private let beta: Double
  private let compatibility: Bool
  private var cosines = ScopeMemory("phi")

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    (beta, compatibility) = (settings[Self.beta], settings[Self.compatibility])
  }

  mutating func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) throws -> Solution {
    var random = context.random("gradvac order of \(context.scope)")
    return try weights(gram, orders: VisitingOrder.draw(gram.count, &random), scope: context.scope)
  }

  /// The rule for given orders; `orders[i]` lists the gradients that gradient i is compared with, in order.
  mutating func weights(_ gram: SymmetricMatrix, orders: [[Int]], scope: String) throws -> Solution {
    let count = gram.count
    var phi = try cosines.recall(scope, count: count * count) ?? [Double](repeating: 0, count: count * count)
    let norms = gram.norms
    var sum = [Double](repeating: 0, count: count)
    for (i, order) in orders.enumerated() {
      var changed = [Double](repeating: 0, count: count)
      changed[i] = 1
      for j in order {
        let length = gram.length(changed)
        let product = (0..<count).reduce(0) { $0 + changed[$1] * gram[$1, j] }
        let cosine =
          compatibility ? product / (length * norms[j] + Self.epsilon) : cosine(product, length, norms[j], norms[i])
        let wanted = phi[i * count + j]
        if cosine < wanted {
          let sine = max(1 - wanted * wanted, 0).squareRoot()
          let turn = wanted * max(1 - cosine * cosine, 0).squareRoot() - cosine * sine
          let floor = compatibility ? Self.epsilon : norms[j] * Self.epsilon
          if norms[j] > 0 || compatibility { changed[j] += length * turn / (norms[j] * sine + floor) }
        }
        phi[i * count + j] = (1 - beta) * wanted + beta * cosine
      }
      sum = zip(sum, changed).map(+)
    }
    cosines.keep(phi, for: scope)
    return Solution(sum)
  }

  /// The cosine of a changed gradient with another; 0 where one of them is zero, or nothing but rounding is left of it.
  private func cosine(_ product: Double, _ length: Double, _ other: Double, _ original: Double) -> Double {
    guard length > Self.epsilon * original, other > 0 else { return 0 }
    return min(max(product / (length * other), -1), 1)
  }

  func state() -> StrategyState { StrategyState(numbers: cosines.numbers) }

  mutating func restore(_ state: StrategyState) {
    cosines.restore(state)
  }
}
