import Evaluation
import Foundation
import Reports
import Settings

/// Predictions as people read them, in at most 80 columns.
struct PredictionTable {
  private let table: TextTable
  private let failures: TextTable

  /// A table for pictures of these paths, of which long ones lose their beginning.
  init(_ paths: [String]) {
    let path = TextTable.Column.left(min(36, max(7, paths.map(\.terminalWidth).max() ?? 0)), omitting: .start)
    table = TextTable([path, .left(18, gap: 2, omitting: .start), .right(5), .right(8), .right(9)])
    failures = TextTable([path, .left(gap: 2)])
  }

  var header: String { table.line(["picture", "class", "exit", "sure %", "MACs"]) }

  func row(_ prediction: PicturePrediction) -> String {
    guard let label = prediction.label, let exit = prediction.exit, let confidence = prediction.confidence,
      let cost = prediction.cost
    else {
      return failures.line([prediction.path.printable, "- \((prediction.error ?? "").printable)"]).cut(to: 80)
    }
    let figures = ["\(exit)", FigureText.percent(confidence), FigureText.large(cost)]
    return table.line([prediction.path.printable, label.printable] + figures)
  }

  /// By which thresholds pictures left, and what became of them.
  func footer(_ report: PredictionReport) -> String {
    let answered = report.pictures.count - report.failures
    var lines = [
      "", report.checkpoint, "leaving early by \(report.policy) (\(report.point))",
      "fitted on \(report.fittedOn) " + (report.isStored ? "by the run's evaluation" : "just now"),
    ]
    if answered > 0 {
      lines.append("\(FigureText.count(answered, "picture")), \(FigureText.large(report.meanCost)) MACs in the mean")
    }
    if report.failures > 0 { lines.append("\(FigureText.count(report.failures, "picture")) could not be read") }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// What `predict --json` prints.
struct PredictionReport: Encodable {
  let schema = "workbench.predictions/1"
  /// The run and its checkpoint.
  let checkpoint: String
  let policy: String
  /// What the thresholds are for.
  let point: String
  let thresholds: [Float]
  /// Whether the policy is the one that an evaluation of the run has fitted and stored.
  let isStored: Bool
  let fittedOn: String
  var pictures: [PicturePrediction] = []

  init(_ predictor: Predictor, checkpoint: String) {
    (self.checkpoint, policy) = (checkpoint, predictor.policy)
    (point, thresholds) = (predictor.point.name, predictor.point.thresholds)
    (isStored, fittedOn) = (predictor.isStored, predictor.fittedOn)
  }

  var failures: Int { pictures.count { $0.error != nil } }

  var meanCost: Double {
    let costs = pictures.compactMap(\.cost)
    return costs.reduce(0, +) / Double(max(costs.count, 1))
  }
}
