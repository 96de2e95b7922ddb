import RunFiles
import Training

extension SampleOutcomes {
  package init(_ outputs: ExitLogits) throws {
    var answers: [[Int]] = []
    var confidences: [[Float]] = []
    for exit in 0..<outputs.exits {
      let (values, indices) = try outputs.tensor(of: exit).softmax(dim: 1).maximum(dim: 1)
      answers.append(try indices.integers())
      confidences.append(try values.elements())
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
