import Foundation
import Reports
import Timing
import Training
import WorkbenchCore

/// Where the time of one recipe's steps goes, in medians.
struct StepReportText {
  let text: String

  /// Takes two steps that are not counted, then `steps` that are.
  init(_ timing: StepTiming, steps: Int) throws {
    _ = try timing.run(2)
    let series = try timing.run(steps)
    let total = Self.median(series.wall)
    let parts = [
      ("data", series.data), ("forward", series.forward), ("backward", series.backward),
      ("optimizer", series.optimizer),
    ]
    var lines = [
      "\(String(format: "%.1f", 1000 * total)) ms a step (median of \(series.wall.count)), \(FigureText.count(LibTorch.threads, "thread"))"
    ]
    lines += parts.map { name, seconds in
      let part = Self.median(seconds)
      return "  " + name.padded(right: 10) + String(format: "%8.1f ms", 1000 * part)
        + FigureText.roundPercent(part / total).padded(left: 7)
    }
    lines += [
      "  images/s  " + String(format: "%8.1f", Double(timing.experiment.recipe.train.batchSize) / total),
      "  memory    " + PeakMemory.bytes.megabytes.padded(left: 11) + " at most",
      "  skipped   " + "\(FigureText.percent(timing.costs.skippedShare)) %".padded(left: 11)
        + " of a step's MACs, by stopped channels",
    ]
    text = lines.joined(separator: "\n")
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
