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

  package init(of outputs: ExitLogits) throws {
    samples = outputs.samples
    var top1: [Double] = []
    var top5: [Double] = []
    var loss: [Double] = []
    var summed = [Float](repeating: 0, count: samples * outputs.classes)
    let labels = try Tensor(integers: outputs.labels)
    for exit in 0..<outputs.exits {
      let logits = outputs.logits[exit]
      var first = 0
      var amongFive = 0
      for (sample, label) in outputs.labels.enumerated() {
        let row = logits[sample * outputs.classes..<(sample + 1) * outputs.classes]
        let own = row[row.startIndex + label]
        // The rank counts what stands before the label: larger scores, and equal ones of smaller classes. What is not a
        // number is larger than any, so that a network that computes nothing is never right.
        let rank = row.indices.count { !(row[$0] < own) && !(row[$0] == own && $0 - row.startIndex >= label) }
        if rank == 0 { first += 1 }
        if rank < 5 { amongFive += 1 }
      }
      top1.append(Double(first) / Double(max(samples, 1)))
      top5.append(Double(amongFive) / Double(max(samples, 1)))
      let tensor = try outputs.tensor(of: exit)
      loss.append(samples == 0 ? 0 : try tensor.crossEntropy(labels).item())
      let probabilities: [Float] = try tensor.softmax(dim: 1).elements()
      for index in summed.indices { summed[index] += probabilities[index] }
    }
    let votes = ExitLogits.predictions(summed, classes: outputs.classes)
    let right = zip(votes, outputs.labels).count { $0 == $1 }
    ensemble = Double(right) / Double(max(samples, 1))
    (self.top1, self.top5, self.loss) = (top1, top5, loss)
  }
}
