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

  package init(
    top1: [Interval], top5: [Interval], loss: [Interval], ensemble: Interval, mean: Interval, trapezoid: Interval,
    staircase: Interval, oracle: Interval, oracleCost: Interval, cumulativeCorrect: [Interval],
    uniqueCorrect: [Interval], destructive: [Interval], destructiveAny: Interval, wasteful: Interval,
    confusion: Interval
  ) {
    (self.top1, self.top5, self.loss, self.ensemble) = (top1, top5, loss, ensemble)
    (self.mean, self.trapezoid, self.staircase, self.oracle) = (mean, trapezoid, staircase, oracle)
    (self.oracleCost, self.cumulativeCorrect, self.uniqueCorrect, self.destructive) = (
      oracleCost, cumulativeCorrect, uniqueCorrect, destructive
    )
    (self.destructiveAny, self.wasteful, self.confusion) = (destructiveAny, wasteful, confusion)
  }

}
