import WorkbenchCore

/// How good every exit is on a split, in shares of 0...1.
package struct ExitAccuracy: Sendable, Codable, Equatable {
  package let samples: Int
  /// The share of samples whose label is an exit's first choice.
  package let top1: [Double]
  /// The share of samples whose label is among an exit's five first choices, or all choices where there are fewer classes.
  package let top5: [Double]
  /// The mean cross entropy of every exit.
  package let loss: [Double]
  /// The top-1 accuracy of the mean of all exits' probabilities.
  package let ensemble: Double

  /// The mean top-1 accuracy over the exits.
  package var mean: Double { top1.reduce(0, +) / Double(max(top1.count, 1)) }

  package init(of outputs: ExitLogits) throws { self.init(try Columns(of: outputs)) }

  init(_ columns: Columns) {
    func mean(_ column: [Double]) -> Double { column.reduce(0, +) / Double(max(column.count, 1)) }
    samples = columns.ensemble.count
    (top1, top5, loss) = (columns.top1.map(mean), columns.top5.map(mean), columns.loss.map(mean))
    ensemble = mean(columns.ensemble)
  }

  /// The measures as one value for each sample, of which they are the means: `[exits][samples]`, or `[samples]`.
  struct Columns {
    let top1: [[Double]]
    let top5: [[Double]]
    let loss: [[Double]]
    let ensemble: [Double]

    init(of outputs: ExitLogits) throws {
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
