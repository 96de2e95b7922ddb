import Pictures
import WorkbenchCore

/// Labelled picture files in splits, decoded when they are read.
struct Photographs: Sendable {
  struct Sample: Sendable {
    let path: String
    let label: Int
  }

  let size: Int
  let shorterSide: Int
  private let isTurned: Bool
  private let samples: [Split: [Sample]]
  private let cache: PictureCache

  init(_ samples: [Split: [Sample]], _ cutOut: CutOutSettings.Values) {
    (self.samples, size, shorterSide) = (samples, cutOut.size, cutOut.shorterSide)
    isTurned = cutOut.isTurned
    cache = PictureCache(limit: cutOut.cache)
  }

  var shape: ImageShape { ImageShape(channels: 3, height: size, width: size) }

  func count(of split: Split) -> Int { samples[split]?.count ?? 0 }

  func label(of index: Int, in split: Split) -> Int { sample(index, split).label }

  /// The square in the middle of the scaled picture.
  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    try cache.sample(PictureCache.Key(split: split, index: index), into: pixels) {
      let image = try ImageFile.decoded(sample(index, split).path, turned: isTurned)
      image.cutOut(size: size, shorterSide: shorterSide, into: pixels)
    }
  }

  /// A part of the picture, scaled to the square.
  func read(
    _ index: Int, of split: Split, region: (Int, Int) -> PictureRegion,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    let image = try cache.picture(PictureCache.Key(split: split, index: index)) {
      try ImageFile.decoded(sample(index, split).path, turned: isTurned)
    }
    let part = region(image.width, image.height)
    image.cutOut(
      Rectangle(x: part.x, y: part.y, width: part.width, height: part.height), size: size, into: pixels)
  }

  private func sample(_ index: Int, _ split: Split) -> Sample {
    guard let samples = samples[split] else { preconditionFailure("photographs have every split") }
    return samples[index]
  }
}

/// The keys of data sets of photographs: what is cut out of them, and how much of them stays in memory.
enum CutOutSettings {
  static let size = Setting("size", default: 224, in: 1...4096, "side of the square that is cut out, in pixels")
  static let cache = Setting(
    "cache", default: ByteCount(gigabytes: 1),
    "memory for decoded pictures, which are not decoded again in the next epoch; those that find no room are"
  ).withoutEffectOnResults()

  /// Which way up pictures are.
  enum Orientation: String, SettingChoice { case stored, exif }
  static let orientation = Setting(
    "orientation", default: Orientation.stored,
    "exif turns photographs as their cameras noted; stored leaves them, as torchvision does")

  struct Values {
    let size: Int
    let shorterSide: Int
    let isTurned: Bool
    let cache: Int
  }

  /// - Throws: ``RecipeError`` where the square does not fit.
  static func values(_ settings: Settings, shorterSide: Int, of resize: Setting<some SettingValue>) throws -> Values {
    let size = settings[size]
    guard shorterSide >= size else {
      throw settings.problem(
        resize, "a square of \(size) pixels cannot be cut out of an image whose shorter side has \(shorterSide)",
        hint: "make 'resize' at least 'size'")
    }
    return Values(
      size: size, shorterSide: shorterSide, isTurned: settings[orientation] == .exif, cache: settings[cache].bytes)
  }
}
