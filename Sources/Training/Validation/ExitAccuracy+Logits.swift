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
    package let top1: [[Double]]
    package let top5: [[Double]]
    package let loss: [[Double]]
    package let ensemble: [Double]

    package init(of outputs: ExitLogits) throws {
      var top1: [[Double]] = []
      var top5: [[Double]] = []
      var loss: [[Double]] = []
      var summed = [Float](repeating: 0, count: outputs.samples * outputs.classes)
      let labels = try Tensor(integers: outputs.labels)
      for exit in 0..<outputs.exits {
        let ranks = Self.ranks(of: outputs, at: exit)
        top1.append(ranks.map { $0 == 0 ? 1 : 0 })
        top5.append(ranks.map { $0 < 5 ? 1 : 0 })
        let tensor = try outputs.tensor(of: exit)
        loss.append(outputs.samples == 0 ? [] : try tensor.crossEntropy(labels, perSample: true).elements())
        let probabilities: [Float] = try tensor.softmax(dim: 1).elements()
        for index in summed.indices { summed[index] += probabilities[index] }
      }
      let votes = ExitLogits.predictions(summed, classes: outputs.classes)
      ensemble = zip(votes, outputs.labels).map { $0 == $1 ? 1 : 0 }
      (self.top1, self.top5, self.loss) = (top1, top5, loss)
    }

    /// How many classes stand before the label: those with larger scores, and with equal ones if they are smaller.
    ///
    /// What is not a number is larger than any, so that a network that computes nothing is never right.
    private static func ranks(of outputs: ExitLogits, at exit: Int) -> [Int] {
      let logits = outputs.logits[exit]
      return outputs.labels.enumerated().map { sample, label in
        let row = logits[sample * outputs.classes..<(sample + 1) * outputs.classes]
        let own = row[row.startIndex + label]
        return row.indices.count { !(row[$0] < own) && !(row[$0] == own && $0 - row.startIndex >= label) }
      }
    }
  }
}
