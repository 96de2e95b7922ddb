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

  package init(samples: Int, top1: [Double], top5: [Double], loss: [Double], ensemble: Double) {
    (self.samples, self.top1, self.top5, self.loss) = (samples, top1, top5, loss)
    self.ensemble = ensemble
  }

  /// The mean top-1 accuracy over the exits.
  package var mean: Double { top1.reduce(0, +) / Double(max(top1.count, 1)) }
}
