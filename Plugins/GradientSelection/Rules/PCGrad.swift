import WorkbenchCore

/// PCGrad: every gradient loses its part against each gradient that it conflicts with, one after the other; the rest is added.
///
/// `c_i` starts as gradient i alone; for every other j in random order, where the changed gradient and `g_j` have a negative
/// product, its projection on `g_j` is taken away. The order is drawn anew for every gradient and step.
///
/// For more than two exits the result may still conflict with some of them, and it depends on the order. Gradients are those of
/// exits over a whole scope; projecting layer by layer is another method.
///
/// Source: Yu et al., "Gradient Surgery for Multi-Task Learning", NeurIPS 2020.
struct PCGrad: GramRule {
  static let name = "pcgrad"
  static let summary = "conflicting parts of gradients are projected away (Yu et al., NeurIPS 2020)"
  static let publishedScale = UpdateScale.sum
  static let settings: [any AnySetting] = [ScopeKey.setting]

  let scope: GradientScope

  init(_ settings: Settings) { scope = ScopeKey.scope(in: settings) }

  func solve(
    _ gram: SymmetricMatrix, exits: Range<Int>, losses: [Double], in context: inout StepContext
  ) -> Solution {
    var random = context.random("pcgrad order of \(context.scope)")
    return Solution(Self.weights(gram, orders: VisitingOrder.draw(gram.count, &random)))
  }

  /// The rule for given orders; `orders[i]` lists the gradients that gradient i is compared with, in order; itself is skipped.
  static func weights(_ gram: SymmetricMatrix, orders: [[Int]]) -> [Double] {
    var sum = [Double](repeating: 0, count: gram.count)
    for (i, order) in orders.enumerated() {
      var changed = [Double](repeating: 0, count: gram.count)
      changed[i] = 1
      for j in order where j != i {
        let product = (0..<gram.count).reduce(0) { $0 + changed[$1] * gram[$1, j] }
        if product < 0, gram[j, j] > 0 { changed[j] -= product / gram[j, j] }
      }
      sum = zip(sum, changed).map(+)
    }
    return sum
  }
}

/// In which order a gradient is compared with the others.
enum VisitingOrder {
  /// A random order of the others for each of `count` gradients.
  static func draw(_ count: Int, _ random: inout RandomStream) -> [[Int]] {
    (0..<count).map { i in
      var order = (0..<count).filter { $0 != i }
      random.shuffle(&order)
      return order
    }
  }
}
