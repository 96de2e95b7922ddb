import WorkbenchCore

/// A data set whose bytes can be worked out by hand: sample `i` is `10 * i` plus the position of the byte.
struct Numbers: Dataset {
  static let name = "numbers"
  static let summary = "numbers for tests"

  let classNames = ["even", "odd"]
  let shape = ImageShape(channels: 2, height: 1, width: 2)
  let normalization = Normalization(mean: [0, 0.5], deviation: [1, 0.25])
  let files: [DataFile] = []
  let samples: Int
  /// The sample that cannot be read.
  let broken: Int?

  init(_ settings: Settings, seed: UInt64) throws { self.init(samples: 10) }
  init(samples: Int, broken: Int? = nil) { (self.samples, self.broken) = (samples, broken) }

  func count(of split: Split) -> Int { samples }
  func label(of index: Int, in split: Split) -> Int { index % 2 }

  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    if index == broken { throw DataError(path: "numbers", reason: "sample \(index) is broken", hint: "mend it") }
    for position in pixels.indices { pixels[position] = UInt8((10 * index + position) % 256) }
  }
}

/// Adds a random number below 4 to every byte.
struct Jitter: Transform {
  static let name = "jitter"
  static let summary = "noise for tests"

  init(_ settings: Settings, shape: ImageShape) throws {}
  init() {}

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    for position in pixels.indices { pixels[position] &+= UInt8(random.below(4)) }
  }
}
