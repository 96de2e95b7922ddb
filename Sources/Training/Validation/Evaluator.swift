import Inference
import WorkbenchCore

/// Runs a network over a split by its weights as they are now.
package struct Evaluator {
  private let experiment: Experiment

  package init(_ experiment: Experiment) { self.experiment = experiment }

  /// What every exit says of every sample of the split, in the split's order.
  ///
  /// `isInterrupted` is asked between batches; once it says yes, the answer is `nil`.
  package func logits(on split: Split, isInterrupted: () -> Bool = { false }) throws -> ExitLogits? {
    let dataset = experiment.dataset
    let network = experiment.network
    let engine = InferenceEngine(network, strategy: experiment.strategy)
    let loader = experiment.loader(of: split)
    let (samples, classes) = (dataset.count(of: split), dataset.classNames.count)
    let logits = try network.heads.indices.map { _ in try Tensor.zeros([samples, classes]) }
    var labels: [Int] = []
    while let batch = try loader.next() {
      if isInterrupted() { return nil }
      let rows = labels.count..<labels.count + batch.classes.count
      for (exit, said) in try engine.logits(of: batch.images).enumerated() {
        try logits[exit].narrowed(dim: 0, rows).assign(said)
      }
      labels += batch.classes
    }
    return ExitLogits(logits, labels: labels, classes: classes)
  }
}

extension Network {
  /// The type of the network's numbers.
  package var type: ElementType { scope.parameters.first?.value.type ?? .float32 }
}
