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

  /// What a fitted policy makes of the outputs.
  package init(_ outputs: ExitLogits, policy: any ExitPolicy) throws {
    let history = try outputs.history(withLabels: type(of: policy).readsLabels)
    let exits = (1...outputs.exits).map { history.prefix($0) }
    self.init(
      scores: try exits.map { try policy.scores($0) },
      predictions: try exits.map { try policy.answers($0).argmax(dim: 1).integers() }, labels: outputs.labels)
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
