import WorkbenchCore

/// Images and labels of one batch as plain numbers, which may cross threads.
struct BatchValues: Sendable {
  /// Normalized, `[N, C, H, W]` row-major.
  let pixels: [Float]
  let labels: [Int]
}

/// Reads samples, transforms and normalizes them.
struct BatchAssembler: Sendable {
  private let dataset: any Dataset
  private let split: Split
  private let transforms: [any Transform]
  private let seed: UInt64
  /// What a byte of every channel becomes: `[C][256]`.
  private let values: [[Float]]

  init(_ dataset: any Dataset, split: Split, transforms: [any Transform] = [], seed: UInt64) {
    (self.dataset, self.split, self.transforms, self.seed) = (dataset, split, transforms, seed)
    values = dataset.normalization.values
  }

  /// Reads the samples of one batch; transforms depend on the series, besides seed and sample.
  func batch(_ indices: some Collection<Int>, in series: BatchSeries) throws -> BatchValues {
    let shape = dataset.shape
    let plane = shape.height * shape.width
    var bytes = [UInt8](repeating: 0, count: shape.count)
    var pixels: [Float] = []
    pixels.reserveCapacity(indices.count * shape.count)
    for index in indices {
      try bytes.withUnsafeMutableBufferPointer { buffer in
        try dataset.read(index, of: split, into: buffer)
        if !transforms.isEmpty {
          var random = series.random("augmentation", seed: seed, sample: index)
          for transform in transforms { transform.apply(to: buffer, shape: shape, random: &random) }
        }
        for channel in 0..<shape.channels {
          values[channel].withUnsafeBufferPointer { value in
            pixels.append(contentsOf: buffer[channel * plane..<(channel + 1) * plane].lazy.map { value[Int($0)] })
          }
        }
      }
    }
    return BatchValues(pixels: pixels, labels: indices.map { dataset.label(of: $0, in: split) })
  }
}

extension Normalization {
  /// What a byte of every channel becomes: `[C][256]`.
  var values: [[Float]] {
    zip(mean, deviation).map { mean, deviation in (0..<256).map { (Float($0) / 255 - mean) / deviation } }
  }
}
