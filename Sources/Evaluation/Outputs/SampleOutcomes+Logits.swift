import RunFiles
import Training

extension SampleOutcomes {
  package init(_ outputs: ExitLogits) throws {
    var answers = [[Int]](repeating: [], count: outputs.exits)
    var confidences = [[Float]](repeating: [], count: outputs.exits)
    for rows in outputs.chunks {
      let part = try outputs[rows]
      for exit in 0..<part.exits {
        let (values, indices) = try part.tensor(of: exit).softmax(dim: 1).maximum(dim: 1)
        answers[exit] += try indices.integers()
        confidences[exit] += try values.elements(as: Float.self)
      }
    }
    self.init(labels: outputs.labels, answers: answers, confidences: confidences)
  }

  /// What the network answers with the weights that it has.
  package init(of experiment: Experiment) throws {
    guard let outputs = try Evaluator(experiment).logits(on: .test) else {
      preconditionFailure("an evaluation that nothing interrupts ends")
    }
    try self.init(outputs)
  }
}
