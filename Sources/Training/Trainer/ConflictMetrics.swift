import RunFiles
import WorkbenchCore

/// What a measured step writes into the metrics: the conflict among the exits' gradients, scope by scope, what the strategy
/// chose there, and what that cost.
///
/// Names are `conflict/<scope>/<measure>`, with the scope `backbone`, `stage-2` or a layer's path; those of a pair of exits end
/// in their numbers. What is not defined, such as the cosine with a gradient of zero, has no line.
struct ConflictMetrics {
  private let step: Int
  private let epoch: Int

  /// Of a step and its epoch, both counted from 1.
  init(step: Int, epoch: Int) { (self.step, self.epoch) = (step, epoch) }

  func lines(of telemetry: StepTelemetry) -> [Metric] {
    guard !telemetry.conflicts.isEmpty else { return [] }
    return telemetry.conflicts.flatMap(lines) + telemetry.weights.flatMap(lines(ofWeights:))
      + telemetry.outcomes.map { metric($0.scope, .solverConverged, $0.status.isConverged ? 1 : 0) }
      + lines(of: telemetry.cost)
  }

  private func lines(of conflict: GradientConflict) -> [Metric] {
    let (scope, gram) = (conflict.scope, conflict.gram)
    let norms = gram.norms
    let cosines = gram.pairs.filter { norms[$0.0] > 0 && norms[$0.1] > 0 }.map { i, j in
      metric(scope, .cosine(gram.exits.lowerBound + i + 1, gram.exits.lowerBound + j + 1), gram.cosine(i, j))
    }
    let measures = ConflictMeasure.allCases.compactMap { measure in
      measure.value(of: gram).map { metric(scope, .measure(measure), $0) }
    }
    let byExit = zip(gram.exits, zip(norms, conflict.updateProducts)).flatMap { exit, pair in
      [metric(scope, .norm, pair.0, exit: exit), metric(scope, .updateProduct, pair.1, exit: exit)]
    }
    return cosines + measures + byExit + [metric(scope, .updateNorm, conflict.updateNorm)]
  }

  private func lines(ofWeights choice: (scope: String, exits: Range<Int>, values: [Double])) -> [Metric] {
    zip(choice.exits, choice.values).map { metric(choice.scope, .weight, $1, exit: $0) }
  }

  private func lines(of cost: StrategyCost) -> [Metric] {
    [
      (.trialSeconds, cost.trial), (.gradientSeconds, cost.gradients), (.selectionSeconds, cost.selection),
      (.combinationSeconds, cost.combination), (.gradientBytes, Double(cost.gradientBytes)),
    ].map { (name: MetricName, value) in Metric(step: step, epoch: epoch, split: .step, name: name, value: value) }
  }

  private func metric(_ scope: String, _ quantity: ConflictQuantity, _ value: Double, exit: Int? = nil) -> Metric {
    Metric(
      step: step, epoch: epoch, split: .step, exit: exit.map { $0 + 1 },
      name: .conflict(StepTelemetry.inMetrics(scope), quantity), value: value)
  }
}

extension ConflictMeasure {
  func value(of gram: GramMatrix) -> Double? {
    switch self {
    case .rate: gram.conflictRate
    case .meanCosine: gram.meanCosine
    case .magnitudeSimilarity: gram.magnitudeSimilarity
    case .cancellation: gram.cancellation
    case .conditionNumber: gram.conditionNumber
    }
  }
}
