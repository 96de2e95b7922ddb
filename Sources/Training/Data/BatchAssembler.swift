import WorkbenchCore

/// Images and labels of one batch as plain numbers, which may cross threads.
package struct BatchValues: Sendable {
  /// Normalized, `[N, C, H, W]` row-major.
  var pixels: [Float]
  let labels: [Int]
  /// Probabilities `[N, classes]` in the place of the labels; nil where the labels are all there is to say.
  var targets: [Double]?
}

/// Reads samples, transforms and normalizes them.
package struct BatchAssembler: Sendable {
  private let dataset: any Dataset
  private let split: Split
  private let transforms: [any Transform]
  private let seed: UInt64
  /// The most threads that read.
  package let readers: Int
  private let softening: Softening?
  /// Where the first transform chooses a part of a picture before it is scaled.
  private let cut: (pictures: any PictureDataset, region: any RegionTransform)?
  /// What a byte of every channel becomes: `[C][256]`.
  private let values: [[Float]]

  /// Pictures that have to be decoded are read by up to `readers` threads at once; what is read does not depend on it.
  package init(
    _ dataset: any Dataset, split: Split, transforms: [any Transform] = [], seed: UInt64, readers: Int = 1,
    softening: Softening? = nil
  ) {
    (self.dataset, self.split, self.seed, self.softening) = (dataset, split, seed, softening)
    let pictures = dataset as? any PictureDataset
    self.readers = pictures == nil ? 1 : readers
    if let pictures, let region = transforms.first as? any RegionTransform {
      cut = (pictures, region)
      self.transforms = Array(transforms.dropFirst())
    } else {
      cut = nil
      self.transforms = transforms
    }
    values = dataset.normalization.values
  }

  /// Reads the samples of one batch; transforms depend on the series, besides seed and sample.
  ///
  /// - Throws: what the data set throws of the first sample in question.
  package func batch(_ indices: some Collection<Int>, in series: BatchSeries) throws -> BatchValues {
    let indices = Array(indices)
    let shape = dataset.shape
    let stream = series.random("augmentation", seed: seed)
    let pixels = try [Float](unsafeUninitializedCapacity: indices.count * shape.count) { room, initialized in
      // Every position is written by one thread, at its own place.
      nonisolated(unsafe) let room = room
      try concurrently(indices.count, threads: readers) { position in
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: shape.count) { bytes in
          try read(indices[position], stream.stream(of: indices[position]), into: bytes, of: shape)
          let start = position * shape.count
          normalize(bytes, into: UnsafeMutableBufferPointer(rebasing: room[start..<start + shape.count]))
        }
      }
      initialized = indices.count * shape.count
    }
    var values = BatchValues(pixels: pixels, labels: indices.map { dataset.label(of: $0, in: split) })
    if let softening, let first = indices.first {
      var random = series.random("mixup", seed: seed).stream(of: first)
      softening.apply(to: &values, classes: dataset.classNames.count, random: &random)
    }
    return values
  }

  /// The bytes of a sample, transformed with numbers of its own.
  private func read(
    _ index: Int, _ stream: RandomStream, into bytes: UnsafeMutableBufferPointer<UInt8>, of shape: ImageShape
  ) throws {
    var random = stream
    if let cut {
      try cut.pictures.read(
        index, of: split, region: { cut.region.region(width: $0, height: $1, random: &random) }, into: bytes)
    } else {
      try dataset.read(index, of: split, into: bytes)
    }
    for transform in transforms { transform.apply(to: bytes, shape: shape, random: &random) }
  }

  private func normalize(_ bytes: UnsafeMutableBufferPointer<UInt8>, into room: UnsafeMutableBufferPointer<Float>) {
    let plane = bytes.count / values.count
    for (channel, values) in values.enumerated() {
      let range = channel * plane..<(channel + 1) * plane
      values.withUnsafeBufferPointer { values in
        for index in range { room[index] = values[Int(bytes[index])] }
      }
    }
  }
}

extension Normalization {
  /// What a byte of every channel becomes: `[C][256]`.
  package var values: [[Float]] {
    zip(mean, deviation).map { mean, deviation in (0..<256).map { (Float($0) / 255 - mean) / deviation } }
  }
}
