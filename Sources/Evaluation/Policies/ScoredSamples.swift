import Training
import WorkbenchCore

/// How sure a policy is of every sample at every exit, what it would answer there, and what is right.
package struct ScoredSamples: Sendable {
  /// How sure: `[exits][samples]`, larger is surer.
  package let scores: [[Float]]
  /// Which class would be answered: `[exits][samples]`.
  package let predictions: [[Int]]
  package let labels: [Int]
  /// The samples by falling score, for each exit; of equal scores the earlier sample comes first.
  let ranking: [[Int]]

  package init(scores: [[Float]], predictions: [[Int]], labels: [Int]) {
    (self.scores, self.predictions, self.labels) = (scores, predictions, labels)
    ranking = scores.map { scores in scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) } }
  }

  /// What a fitted policy makes of the outputs, of which it is shown some rows at a time, divided by temperatures if there are any.
  package init(_ outputs: ExitLogits, policy: any ExitPolicy, temperatures: [Double] = []) throws {
    var scores = [[Float]](repeating: [], count: outputs.exits)
    var predictions = [[Int]](repeating: [], count: outputs.exits)
    for rows in outputs.chunks {
      let part = try temperatures.isEmpty ? outputs[rows] : outputs[rows].scaled(by: temperatures)
      let history = part.history(withLabels: type(of: policy).readsLabels)
      for exit in 0..<outputs.exits {
        let seen = history.prefix(exit + 1)
        scores[exit] += try policy.scores(seen)
        predictions[exit] += try policy.answers(seen).argmax(dim: 1).integers()
      }
    }
    self.init(scores: scores, predictions: predictions, labels: outputs.labels)
  }

  package var exits: Int { scores.count }
  package var count: Int { labels.count }

  /// The exit that every sample leaves at: the first where its score reaches the threshold, else the last.
  package func exitsTaken(under thresholds: [Float]) -> [Int] {
    labels.indices.map { sample in
      thresholds.indices.dropLast().first { scores[$0][sample] >= thresholds[$0] } ?? thresholds.count - 1
    }
  }
}
