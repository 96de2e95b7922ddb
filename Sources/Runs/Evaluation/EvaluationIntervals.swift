import WorkbenchCore

/// What the finite test split leaves open of the figures of ``ExitAccuracy``, ``AnytimeAreas`` and ``Overthinking``: 95 %
/// bootstrap intervals, under the figures' names.
package struct EvaluationIntervals: Sendable, Codable, Equatable {
  package let top1: [Interval]
  package let top5: [Interval]
  package let loss: [Interval]
  package let ensemble: Interval
  package let mean: Interval
  package let trapezoid: Interval
  package let staircase: Interval
  package let oracle: Interval
  package let oracleCost: Interval
  package let cumulativeCorrect: [Interval]
  package let uniqueCorrect: [Interval]
  package let destructive: [Interval]
  package let destructiveAny: Interval
  package let wasteful: Interval
  package let confusion: Interval

  /// Every figure is a mean over samples, and all are estimated from the same draws.
  init(_ accuracy: ExitAccuracy.Columns, _ overthinking: Overthinking.Columns, costs: [Double], _ bootstrap: Bootstrap)
  {
    func area(_ weights: AnytimeAreas.Weights) -> [Double] {
      accuracy.ensemble.indices.map { sample in
        zip(accuracy.top1, weights.values).reduce(0) { $0 + $1.0[sample] * $1.1 }
      }
    }
    let exits = accuracy.top1.count
    let columns =
      accuracy.top1 + accuracy.top5 + accuracy.loss + overthinking.cumulativeCorrect + overthinking.uniqueCorrect
      + overthinking.destructive + [
        accuracy.ensemble, area(.mean(costs)), area(.trapezoid(costs)), area(.staircase(costs)), overthinking.oracle,
        overthinking.oracleCost, overthinking.destructiveAny, overthinking.wasteful, overthinking.confusion,
      ]
    let intervals = bootstrap.intervals(ofMeans: columns)
    func each(_ group: Int) -> [Interval] { Array(intervals[group * exits..<(group + 1) * exits]) }
    (top1, top5, loss) = (each(0), each(1), each(2))
    (cumulativeCorrect, uniqueCorrect, destructive) = (each(3), each(4), each(5))
    let single = Array(intervals[(6 * exits)...])
    (ensemble, mean, trapezoid, staircase) = (single[0], single[1], single[2], single[3])
    (oracle, oracleCost, destructiveAny) = (single[4], single[5], single[6])
    (wasteful, confusion) = (single[7], single[8])
  }
}
