import Foundation
import Reports
import Timing
import Training
import WorkbenchCore

/// How long inference with one recipe's network takes, as a median.
struct InferenceReportText {
  let text: String

  /// Runs inference twice without counting, then as many times as asked for.
  init(_ timing: InferenceTiming, times: Int) throws {
    _ = try timing.run(2)
    let total = StepReportText.median(try timing.run(times).wall)
    let images = timing.images
    text =
      "\(String(format: "%.2f", 1000 * total / Double(images))) ms an image, "
      + "\(String(format: "%.0f", Double(images) / total)) images/s (median of \(times) times "
      + "\(FigureText.count(images, "image"))), \(FigureText.count(LibTorch.threads, "thread"))\n"
      + "  memory    " + PeakMemory.bytes.megabytes.padded(left: 11) + " at most"
  }
}
