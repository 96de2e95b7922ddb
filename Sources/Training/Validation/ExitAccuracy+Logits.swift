import RunFiles
import WorkbenchCore

extension ExitAccuracy {
  package init(of outputs: ExitLogits) throws { self.init(try Columns(of: outputs)) }

  package init(_ columns: Columns) {
    func mean(_ column: [Double]) -> Double { column.reduce(0, +) / Double(max(column.count, 1)) }
    self.init(
      samples: columns.ensemble.count, top1: columns.top1.map(mean), top5: columns.top5.map(mean),
      loss: columns.loss.map(mean), ensemble: mean(columns.ensemble))
  }

  /// The measures as one value for each sample, of which they are the means: `[exits][samples]`, or `[samples]`.
  package struct Columns {
    package private(set) var top1: [[Double]]
    package private(set) var top5: [[Double]]
    package private(set) var loss: [[Double]]
    package private(set) var ensemble: [Double] = []

    package init(of outputs: ExitLogits) throws {
      let none = [[Double]](repeating: [], count: outputs.exits)
      (top1, top5, loss) = (none, none, none)
      for rows in outputs.chunks { try add(outputs[rows]) }
    }

    private mutating func add(_ part: ExitLogits) throws {
      var summed = [Float](repeating: 0, count: part.samples * part.classes)
      let labels = try Tensor(integers: part.labels)
      for exit in 0..<part.exits {
        let tensor = part.tensor(of: exit)
        let ranks = Self.ranks(of: try tensor.elements(), part.labels, classes: part.classes)
        top1[exit] += ranks.map { $0 == 0 ? 1.0 : 0 }
        top5[exit] += ranks.map { $0 < 5 ? 1.0 : 0 }
        loss[exit] += try tensor.crossEntropy(labels, perSample: true).elements(as: Double.self)
        let probabilities: [Float] = try tensor.softmax(dim: 1).elements()
        for index in summed.indices { summed[index] += probabilities[index] }
      }
      let votes = ExitLogits.predictions(summed, classes: part.classes)
      ensemble += zip(votes, part.labels).map { $0 == $1 ? 1.0 : 0 }
    }

    /// How many classes stand before the label: those with larger scores, and with equal ones if they are smaller.
    ///
    /// What is not a number is larger than any, so that a network that computes nothing is never right.
    private static func ranks(of logits: [Float], _ labels: [Int], classes: Int) -> [Int] {
      labels.enumerated().map { sample, label in
        let row = logits[sample * classes..<(sample + 1) * classes]
        let own = row[row.startIndex + label]
        return row.indices.count { !(row[$0] < own) && !(row[$0] == own && $0 - row.startIndex >= label) }
      }
    }
  }
}
