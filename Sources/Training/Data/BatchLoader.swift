import Foundation
import WorkbenchCore

/// The batches of one series, assembled on a thread of their own while the network trains on the one before.
package final class BatchLoader {
  private let queue: BoundedQueue<Result<BatchValues, any Error>>
  private let shape: ImageShape
  private let device: Device
  private let type: ElementType
  private var remaining: Int
  /// Seconds that the training thread spent waiting for batches.
  private(set) var waited = 0.0

  /// Begins with batch `start` of the series, when a run is resumed within it; `ahead` batches may lie ready.
  init(
    _ assembler: BatchAssembler, order: BatchOrder, series: BatchSeries, start: Int = 0, ahead: Int = 3,
    shape: ImageShape,
    device: Device, type: ElementType
  ) {
    let queue = BoundedQueue<Result<BatchValues, any Error>>(capacity: ahead)
    (self.queue, self.shape, self.device, self.type) = (queue, shape, device, type)
    let batches = (start..<max(start, order.count)).map { order[$0] }
    remaining = batches.count
    let thread = Thread {
      for indices in batches {
        let batch = Result { try assembler.batch(indices, in: series) }
        guard queue.append(batch) else { return }
      }
    }
    thread.name = "batches"
    thread.start()
  }

  deinit { queue.close() }

  /// The next batch, or `nil` at the end of the series.
  package func next() throws -> Batch? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    let clock = ContinuousClock()
    let begun = clock.now
    let values = try queue.next().get()
    waited += (clock.now - begun).seconds
    let images = try Tensor(
      values.pixels, [values.labels.count, shape.channels, shape.height, shape.width]
    ).moved(to: device, as: type).inPreferredLayout()
    return Batch(images: images, labels: try labels(values), classes: values.labels)
  }

  private func labels(_ values: BatchValues) throws -> Tensor {
    guard let targets = values.targets else { return try Tensor(integers: values.labels, on: device) }
    let count = values.labels.count
    return try Tensor(targets, [count, targets.count / count]).moved(to: device, as: type)
  }
}

/// Images `[N, C, H, W]` with what they are to be taken for.
package struct Batch {
  package let images: Tensor
  /// Class numbers `[N]`, or probabilities `[N, classes]`.
  let labels: Tensor
  /// The class of every image; of a mixed one, that of the larger part.
  package let classes: [Int]
}

extension Duration {
  /// The duration as a number of seconds.
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
