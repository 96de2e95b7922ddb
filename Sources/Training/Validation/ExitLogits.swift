import Foundation
import WorkbenchCore

/// What every exit says of the samples of a split, with their labels.
package struct ExitLogits: Sendable {
  /// One `[samples, classes]` row-major array for each exit, shallowest first.
  package let logits: [[Float]]
  package let labels: [Int]
  package let classes: Int

  package init(logits: [[Float]], labels: [Int], classes: Int) {
    precondition(logits.allSatisfy { $0.count == labels.count * classes }, "one row of logits for each label")
    (self.logits, self.labels, self.classes) = (logits, labels, classes)
  }

  package var exits: Int { logits.count }
  package var samples: Int { labels.count }

  /// What an exit says of all samples, `[samples, classes]`.
  package func tensor(of exit: Int) throws -> Tensor { try Tensor(logits[exit], [samples, classes]) }

  /// What all exits say, as policies see it.
  package func history(withLabels: Bool) throws -> ExitHistory {
    ExitHistory(try (0..<exits).map { try tensor(of: $0) }, labels: withLabels ? labels : nil)
  }

  /// The logits of every exit divided by its temperature.
  package func scaled(by temperatures: [Double]) -> ExitLogits {
    let scaled = zip(logits, temperatures).map { logits, temperature in logits.map { $0 / Float(temperature) } }
    return ExitLogits(logits: scaled, labels: labels, classes: classes)
  }

  /// The class that an exit gives every sample; of equally likely ones, the first.
  package func predictions(of exit: Int) -> [Int] { Self.predictions(logits[exit], classes: classes) }

  static func predictions(_ logits: [Float], classes: Int) -> [Int] {
    stride(from: 0, to: logits.count, by: classes).map { row in
      var best = row
      for index in row..<row + classes where logits[index] > logits[best] { best = index }
      return best - row
    }
  }
}
