import RunFiles

extension EvaluationIntervals {
  /// The figures while they wait for the bootstrap: each is a mean over samples.
  struct Pending {
    private let exits: Int
    private let pending: [BootstrapFigures.Pending]

    init(
      _ accuracy: ExitAccuracy.Columns, _ overthinking: Overthinking.Columns, costs: [Double],
      _ bootstrap: BootstrapFigures
    ) {
      func area(_ weights: AnytimeAreas.Weights) -> [Double] {
        accuracy.ensemble.indices.map { sample in
          zip(accuracy.top1, weights.values).reduce(0) { $0 + $1.0[sample] * $1.1 }
        }
      }
      exits = accuracy.top1.count
      let columns =
        accuracy.top1 + accuracy.top5 + accuracy.loss + overthinking.cumulativeCorrect + overthinking.uniqueCorrect
        + overthinking.destructive + [
          accuracy.ensemble, area(.mean(costs)), area(.trapezoid(costs)), area(.staircase(costs)), overthinking.oracle,
          overthinking.oracleCost, overthinking.destructiveAny, overthinking.wasteful, overthinking.confusion,
        ]
      pending = columns.map { bootstrap.addMean(of: SampleColumn($0)) }
    }

    func intervals(_ bootstrap: BootstrapFigures) -> EvaluationIntervals {
      let intervals = pending.map { bootstrap[$0] }
      func each(_ group: Int) -> [Interval] { Array(intervals[group * exits..<(group + 1) * exits]) }
      let single = Array(intervals[(6 * exits)...])
      return EvaluationIntervals(
        top1: each(0), top5: each(1), loss: each(2), ensemble: single[0], mean: single[1], trapezoid: single[2],
        staircase: single[3], oracle: single[4], oracleCost: single[5], cumulativeCorrect: each(3),
        uniqueCorrect: each(4), destructive: each(5), destructiveAny: single[6], wasteful: single[7],
        confusion: single[8])
    }
  }
}
