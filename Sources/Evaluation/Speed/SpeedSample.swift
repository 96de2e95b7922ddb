import Training
import WorkbenchCore

/// The first images of the test split, and what every exit says of them in evaluation mode: what simulations are made of.
struct SpeedSample {
  let images: Tensor
  let outputs: ExitLogits

  var count: Int { outputs.samples }
  var labels: [Int] { outputs.labels }

  init(_ experiment: Experiment, limit: Int) throws {
    let batches = experiment.loader(of: .test, first: limit)
    var parts: [Batch] = []
    while let batch = try batches.next() { parts.append(batch) }
    let said = try withoutGradients {
      try parts.map {
        try experiment.network($0.images, .evaluation, strategy: experiment.strategy).map {
          try $0.logits.elements(as: Float.self)
        }
      }
    }
    images = try Tensor.concatenated(parts.map(\.images), dim: 0)
    outputs = try ExitLogits(
      logits: experiment.network.exits.map { exit in said.flatMap { $0[exit.index] } },
      labels: parts.flatMap(\.classes), classes: experiment.dataset.classNames.count)
  }

  /// Batch `number` of so many images; after the last image comes the first again.
  func batch(_ number: Int, of size: Int) throws -> (images: Tensor, samples: [Int]) {
    let samples = (0..<size).map { (number * size + $0) % count }
    return (try images.rows(samples), samples)
  }
}
