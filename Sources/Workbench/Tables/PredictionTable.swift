import Evaluation
import Foundation
import Reports

/// Predictions as people read them, in at most 80 columns.
struct PredictionTable {
  private let width: Int

  /// A table for pictures of these paths, of which long ones lose their beginning.
  init(_ paths: [String]) { width = min(36, max(7, paths.map(\.count).max() ?? 0)) }

  var header: String { line("picture", "class", "exit", "sure %", "MACs") }

  func row(_ prediction: PicturePrediction) -> String {
    let name = Self.shortened(prediction.path, to: width)
    guard let label = prediction.label, let exit = prediction.exit, let confidence = prediction.confidence,
      let cost = prediction.cost
    else {
      return String((name.padded(right: width) + "  - " + (prediction.error ?? "")).prefix(80))
    }
    return line(name, label, "\(exit)", FigureText.percent(confidence), FigureText.large(cost))
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

  private func line(_ name: String, _ label: String, _ exit: String, _ confidence: String, _ cost: String) -> String {
    name.padded(right: width) + "  " + Self.shortened(label, to: 18).padded(right: 18) + exit.padded(left: 5)
      + confidence.padded(left: 8) + cost.padded(left: 9)
  }

  private static func shortened(_ text: String, to width: Int) -> String {
    text.count <= width ? text : "…" + text.suffix(width - 1)
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
