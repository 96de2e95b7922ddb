import WorkbenchCore

/// CIFAR-10: 50,000 training and 10,000 test photographs of ten kinds of things, 32x32 pixels, red, green and blue.
///
/// Read from the published binary version, already on disk.
///
/// Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
struct CIFAR10: Dataset {
  static let name = "cifar10"
  static let summary = "60,000 photographs in 10 classes, 32x32, from the binary version on disk"
  static let settings = CIFARSettings.all

  private let images: CIFARImages

  init(_ settings: Settings, seed: UInt64) throws {
    try self.init(settings, layout: .cifar10)
  }

  init(_ settings: Settings, layout: CIFARLayout) throws {
    images = try CIFARSettings.images(settings, folder: CIFARSettings.folder(settings, layout))
  }

  let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  var shape: ImageShape { ImageShape(channels: 3, height: 32, width: 32) }
  var normalization: Normalization { .cifar10 }
  var files: [DataFile] { images.files }

  func count(of split: Split) -> Int { images.count(of: split) }

  func label(of index: Int, in split: Split) -> Int { images.label(of: index, in: split) }

  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    images.read(index, of: split, into: pixels)
  }
}

extension Normalization {
  /// CIFAR-10's constants as training programs have used them for years.
  static let cifar10 = Normalization(mean: [0.4914, 0.4822, 0.4465], deviation: [0.2023, 0.1994, 0.2010])
}
