import Files

/// An evaluation as tables for other programs, of comma-separated values with a header.
package struct EvaluationFiles {
  /// A file's name and its text.
  package let tables: [(name: String, text: String)]

  package init(_ evaluation: RunEvaluation) {
    tables = [
      ("exits.csv", Self.exits(evaluation)), ("reliability.csv", Self.reliability(evaluation)),
      ("budgeted.csv", Self.points(evaluation)),
    ].filter { !$0.1.isEmpty }.map { ($0.0, $0.1.map(CommaSeparated.line).joined()) }
  }

  /// A row for each exit.
  private static func exits(_ evaluation: RunEvaluation) -> [[String]] {
    let header = [
      "exit", "top1", "top5", "loss", "macs", "parameters", "top1-low", "top1-high", "top5-low", "top5-high",
      "loss-low", "loss-high", "calibration-error", "temperature", "scaled-loss", "scaled-calibration-error",
      "cumulative-correct", "unique-correct", "destructive",
    ]
    let (test, costs, intervals) = (evaluation.test, evaluation.costs, evaluation.intervals)
    let overthinking = evaluation.overthinking
    let rows = test.top1.indices.map { exit -> [String] in
      let confidence = evaluation.confidence[exit]
      var row = ["\(exit + 1)", cell(test.top1[exit]), cell(test.top5[exit]), cell(test.loss[exit])]
      row += ["\(costs.multiplyAccumulates[exit])", "\(costs.parameters[exit])"]
      for interval in [intervals.top1[exit], intervals.top5[exit], intervals.loss[exit]] {
        row += [cell(interval.low), cell(interval.high)]
      }
      row += [cell(confidence.plain.error), cell(confidence.temperature)]
      row += [cell(confidence.scaled?.loss), cell(confidence.scaled?.error)]
      row += [cell(overthinking.cumulativeCorrect[exit]), cell(overthinking.uniqueCorrect[exit])]
      return row + [cell(overthinking.destructive[exit])]
    }
    return [header] + rows
  }

  /// A row for each bin of each exit's reliability diagram, before and after temperature scaling.
  private static func reliability(_ evaluation: RunEvaluation) -> [[String]] {
    var rows: [[String]] = []
    for (exit, confidence) in evaluation.confidence.enumerated() {
      for (name, figures) in [("plain", confidence.plain), ("scaled", confidence.scaled)] {
        for (bin, content) in (figures?.reliability.bins ?? []).enumerated() {
          let bounds = [bin, bin + 1].map { cell(Double($0) / Double(Reliability.binCount)) }
          rows.append(
            ["\(exit + 1)", name] + bounds + ["\(content.count)", cell(content.confidence), cell(content.accuracy)])
        }
      }
    }
    return [["exit", "logits", "above", "up-to", "count", "confidence", "accuracy"]] + rows
  }

  /// A row for each point of the curve, and then for what the recipe asks for.
  private static func points(_ evaluation: RunEvaluation) -> [[String]] {
    guard let early = evaluation.early else { return [] }
    let exits = evaluation.test.top1.indices
    var header = ["point", "mean-macs", "top1"]
    header += exits.map { "leave-at-exit\($0 + 1)" } + exits.map { "threshold\($0 + 1)" }
    header += ["mean-macs-low", "mean-macs-high", "top1-low", "top1-high", "caution"]
    let caution = early.cautions.joined(separator: "; ")
    let rows = (early.curve + (early.costCurve ?? []) + early.targets).map { point -> [String] in
      var row = [point.name, cell(point.cost), cell(point.accuracy)]
      row += point.counts.map { "\($0)" } + point.thresholds.map(threshold)
      for interval in [point.intervals?.cost, point.intervals?.accuracy] {
        row += [cell(interval?.low), cell(interval?.high)]
      }
      return row + [caution]
    }
    return [header] + rows
  }

  /// The last exit takes everything, which every score reaches; `inf` is out of reach.
  private static func threshold(_ value: Float) -> String {
    value == -OperatingPoint.never ? "0" : value == OperatingPoint.never ? "inf" : "\(value)"
  }

  private static func cell(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}
