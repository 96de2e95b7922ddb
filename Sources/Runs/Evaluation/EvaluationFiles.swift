/// An evaluation as tables for other programs, of comma-separated values with a header.
struct EvaluationFiles {
  /// A file's name and its text.
  let tables: [(name: String, text: String)]

  init(_ evaluation: RunEvaluation) {
    tables = [
      ("exits.csv", Self.exits(evaluation)), ("reliability.csv", Self.reliability(evaluation)),
      ("budgeted.csv", Self.points(evaluation)),
    ].filter { !$0.1.isEmpty }.map { ($0.0, $0.1.map { $0.joined(separator: ",") + "\n" }.joined()) }
  }

  /// A row for each exit.
  private static func exits(_ evaluation: RunEvaluation) -> [[String]] {
    let header = [
      "exit", "top1", "top5", "loss", "macs", "parameters", "top1-low", "top1-high", "top5-low", "top5-high",
      "loss-low", "loss-high", "calibration-error", "temperature", "scaled-loss", "scaled-calibration-error",
      "cumulative-correct", "unique-correct", "destructive",
    ]
    let (test, costs, intervals) = (evaluation.test, evaluation.costs, evaluation.intervals)
    let rows = test.top1.indices.map { exit in
      let confidence = evaluation.confidence[exit]
      return ["\(exit + 1)", "\(test.top1[exit])", "\(test.top5[exit])", "\(test.loss[exit])"]
        + ["\(costs.multiplyAccumulates[exit])", "\(costs.parameters[exit])"]
        + [intervals.top1[exit], intervals.top5[exit], intervals.loss[exit]].flatMap { ["\($0.low)", "\($0.high)"] }
        + ["\(confidence.plain.error)", cell(confidence.temperature)]
        + [cell(confidence.scaled?.loss), cell(confidence.scaled?.error)]
        + [evaluation.overthinking.cumulativeCorrect, evaluation.overthinking.uniqueCorrect].map { "\($0[exit])" }
        + ["\(evaluation.overthinking.destructive[exit])"]
    }
    return [header] + rows
  }

  /// A row for each bin of each exit's reliability diagram, before and after temperature scaling.
  private static func reliability(_ evaluation: RunEvaluation) -> [[String]] {
    let rows = evaluation.confidence.enumerated().flatMap { exit, confidence in
      [("plain", confidence.plain), ("scaled", confidence.scaled)].flatMap { name, figures in
        (figures?.reliability.bins ?? []).enumerated().map { bin, content in
          ["\(exit + 1)", name]
            + [bin, bin + 1].map { "\(Double($0) / Double(Reliability.binCount))" }
            + ["\(content.count)", "\(content.confidence)", "\(content.accuracy)"]
        }
      }
    }
    return [["exit", "logits", "above", "up-to", "count", "confidence", "accuracy"]] + rows
  }

  /// A row for each point of the curve, and then for what the recipe asks for.
  private static func points(_ evaluation: RunEvaluation) -> [[String]] {
    guard let early = evaluation.early else { return [] }
    let exits = evaluation.test.top1.indices
    let header =
      ["point", "mean-macs", "top1"] + exits.map { "leave-at-exit\($0 + 1)" } + exits.map { "threshold\($0 + 1)" }
      + ["mean-macs-low", "mean-macs-high", "top1-low", "top1-high"]
    let rows = (early.curve + early.targets).map { point in
      [point.name, "\(point.cost)", "\(point.accuracy)"] + point.counts.map(String.init)
        + point.thresholds.map(threshold)
        + [point.intervals?.cost, point.intervals?.accuracy].flatMap { [cell($0?.low), cell($0?.high)] }
    }
    return [header] + rows
  }

  /// The last exit takes everything, which every score reaches; `inf` is out of reach.
  private static func threshold(_ value: Float) -> String {
    value == -OperatingPoint.never ? "0" : value == OperatingPoint.never ? "inf" : "\(value)"
  }

  private static func cell(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}
