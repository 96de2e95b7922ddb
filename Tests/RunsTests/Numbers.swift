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

/// The same as pictures of 100 x 50 pixels that are decoded: a part gives its four numbers as bytes.
struct NumberPictures: PictureDataset {
  static let name = "number-pictures"
  static let summary = "pictures for tests"

  private let numbers: Numbers
  private let broken: Set<Int>

  init(_ settings: Settings, seed: UInt64) throws { self.init(samples: 10) }
  init(samples: Int, broken: Set<Int> = []) { (numbers, self.broken) = (Numbers(samples: samples), broken) }

  var classNames: [String] { numbers.classNames }
  var shape: ImageShape { numbers.shape }
  var normalization: Normalization { numbers.normalization }
  var files: [DataFile] { [] }

  func count(of split: Split) -> Int { numbers.count(of: split) }
  func label(of index: Int, in split: Split) -> Int { numbers.label(of: index, in: split) }

  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    if broken.contains(index) {
      throw DataError(path: "numbers", reason: "sample \(index) is broken", hint: "mend it")
    }
    try numbers.read(index, of: split, into: pixels)
  }

  func read(
    _ index: Int, of split: Split, region: (_ width: Int, _ height: Int) -> PictureRegion,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    let part = region(100, 50)
    for (position, number) in [part.x, part.y, part.width, part.height].enumerated() {
      pixels[position] = UInt8(number)
    }
  }
}

/// A part of one pixel at a random place, and no change of what is no picture.
struct OnePixel: RegionTransform {
  static let name = "one-pixel"
  static let summary = "a pixel for tests"

  init(_ settings: Settings, shape: ImageShape) throws {}
  init() {}

  func region(width: Int, height: Int, random: inout RandomStream) -> PictureRegion {
    PictureRegion(x: random.below(width), y: random.below(height), width: 1, height: 1)
  }

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    pixels.update(repeating: 255)
  }
}
