import Evaluation
import Reports
import RunFiles

/// An evaluation as people read it, in at most 80 columns.
struct EvaluationTable {
  private let evaluation: RunEvaluation

  init(_ evaluation: RunEvaluation) { self.evaluation = evaluation }

  var text: String {
    let blocks = [exitLines, confidenceLines, acrossLines, earlyLines].filter { !$0.isEmpty }
    return blocks.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  // MARK: - Exits

  private var exitLines: [String] {
    let (test, costs, intervals) = (evaluation.test, evaluation.costs, evaluation.intervals)
    let table = TextTable([.left(10)] + [14, 10, 10, 10, 13].map { .right($0) })
    func row(_ name: String, _ cells: [String]) -> String { table.line([name] + cells) }
    let rows = test.top1.indices.map { exit in
      row(
        "\(exit + 1)",
        [
          FigureText.percent(test.top1[exit], intervals.top1[exit]), FigureText.percent(test.top5[exit]),
          FigureText.loss(test.loss[exit]), FigureText.large(Double(costs.multiplyAccumulates[exit])),
          FigureText.large(Double(costs.parameters[exit])),
        ])
    }
    return [
      "test, \(test.samples) images, checkpoint of epoch \(evaluation.epoch); ± half a 95 % bootstrap interval",
      "", row("exit", ["top-1 %", "top-5 %", "loss", "MACs", "parameters"]),
    ] + rows + [
      row("mean", [FigureText.percent(test.mean, intervals.mean)]),
      row("ensemble", [FigureText.percent(test.ensemble, intervals.ensemble)]),
    ]
  }

  // MARK: - Confidence

  private var confidenceLines: [String] {
    let table = TextTable([.left(10)] + [10, 14, 14, 10, 14].map { .right($0) })
    let rows = evaluation.confidence.enumerated().map { exit, confidence in
      let scaled = confidence.scaled
      return table.line(
        [
          "\(exit + 1)", FigureText.loss(confidence.plain.loss),
          FigureText.percent(confidence.plain.error, confidence.plain.errorInterval),
          confidence.temperature.map(Self.temperature) ?? "-", scaled.map { FigureText.loss($0.loss) } ?? "-",
          scaled.map { FigureText.percent($0.error, $0.errorInterval) } ?? "-",
        ])
    }
    let from = evaluation.early.map { "; temperatures from the \($0.fittedOn) split" } ?? ""
    return [
      "expected calibration error of each exit" + from, "",
      TextTable([.left(10), .right(24), .right(38)]).line(["", "as trained", "with temperature"]),
      table.line(["exit", "loss", "error %", "temperature", "loss", "error %"]),
    ] + rows
  }

  /// A temperature at an end of the searched range is a bound: the best one may be outside.
  private static func temperature(_ temperature: Double) -> String {
    let range = TemperatureScaling.range
    if temperature > 0.999 * range.upperBound { return "≥ " + FigureText.rate(range.upperBound) }
    if temperature < 1.001 * range.lowerBound { return "≤ " + FigureText.rate(range.lowerBound) }
    return FigureText.rate(temperature)
  }

  // MARK: - Across exits

  private var acrossLines: [String] {
    let (anytime, overthinking, intervals) = (evaluation.anytime, evaluation.overthinking, evaluation.intervals)
    let table = TextTable([.left(18), .right(14), .left(gap: 2)])
    func row(_ name: String, _ figure: String, _ meaning: String) -> String { table.line([name, figure, meaning]) }
    return [
      "across exits", "",
      row("anytime %", FigureText.percent(anytime.mean, intervals.mean), "mean of the exits"),
      row("", FigureText.percent(anytime.trapezoid, intervals.trapezoid), "trapezoid over MACs, first exit to last"),
      row("", FigureText.percent(anytime.staircase, intervals.staircase), "staircase over MACs, from zero"),
      row(
        "oracle %", FigureText.percent(overthinking.oracle, intervals.oracle),
        "right at some exit (it reads the labels)"),
      row("", FigureText.large(overthinking.oracleCost), "mean MACs of the first right exit"),
      row("wasteful %", FigureText.percent(overthinking.wasteful, intervals.wasteful), "right at the end and earlier"),
      row(
        "destructive %", FigureText.percent(overthinking.destructiveAny, intervals.destructiveAny),
        "right at some exit, wrong at the end"),
      row(
        "confusion", FigureText.number(overthinking.confusion, intervals.confusion),
        "sum of |p - p of the last exit| over exits"),
    ] + wrapped("first right at %", overthinking.uniqueCorrect) + wrapped("spoilt from %", overthinking.destructive)
  }

  /// One share for each exit, ten in a line.
  private func wrapped(_ name: String, _ shares: [Double]) -> [String] {
    let table = TextTable([.left(18)] + Array(repeating: .right(6), count: 10))
    return stride(from: 0, to: shares.count, by: 10).map { start in
      table.line(
        [start == 0 ? name : ""] + shares[start..<min(start + 10, shares.count)].map { FigureText.percent($0) })
    }
  }

  // MARK: - Leaving early

  private var earlyLines: [String] {
    guard let early = evaluation.early else {
      return [
        "nothing is said of leaving early: the split that policies are fitted on is empty;",
        "policy.fit-on names another",
      ]
    }
    var lines = ["leaving early by \(early.policy), fitted on the \(early.fittedOn) split"]
    lines += early.cautions.map { "caution: \($0)" }
    lines +=
      ["", pointRow("", "mean MACs", "top-1 %", "leaving at each exit, %")] + early.shownCurve().map { pointRow($0) }
    for (target, fitted) in zip(early.targets, early.fittedTargets) {
      lines += ["", pointRow(target), pointRow(fitted, named: "  \(early.fittedOn)")]
    }
    if early.targets.contains(where: { $0.isReached == false }) {
      lines += ["", "* not to be had on the \(early.fittedOn) split; these thresholds come nearest"]
    }
    return lines
  }

  private func pointRow(_ point: OperatingPoint, named name: String? = nil) -> String {
    pointRow(
      name ?? point.name + (point.isReached == false ? " *" : ""), FigureText.large(point.cost),
      FigureText.percent(point.accuracy, point.intervals?.accuracy), leaving(point.counts))
  }

  private func pointRow(_ name: String, _ cost: String, _ accuracy: String, _ leaving: String) -> String {
    TextTable([.left(18), .right(9), .right(14), .left(gap: 2)]).line([name, cost, accuracy, leaving])
  }

  /// The shares of the samples that leave, in whole per cent and as wide as 80 columns allow.
  private func leaving(_ counts: [Int]) -> String {
    let total = Double(max(counts.reduce(0, +), 1))
    let width = counts.count <= 9 ? 4 : 3
    return counts.prefix(12).map { "\(Int((100 * Double($0) / total).rounded()))".padded(left: width) }.joined()
      + (counts.count > 12 ? " …" : "")
  }
}
