import Foundation
import WorkbenchCore

/// Grey images in four IDX files, as MNIST and its relatives come: Fashion-MNIST, KMNIST.
///
/// The files are found under their published names, plain or gzip. All samples stay in memory.
struct IDX: Dataset {
  static let name = "idx"
  static let aliases = ["mnist"]
  static let summary = "MNIST and its relatives: images and labels in IDX files on disk, plain or gzip"

  static let root = RequiredSetting<RecipePath>("root", "the folder with the four files")
  static let holdout = Setting(
    "holdout", default: 5000, in: 0...1_000_000,
    "training images set apart for validation and calibration, half each; 0 trains on all, as papers do")
  static let classes = Setting<[String]>(
    "classes", default: [], "what the classes are called, in the order of their numbers; by default by their numbers")
  static let mean = Setting("mean", default: 0.1307, in: 0...1, "mean of the pixels, of which white is 1; MNIST's")
  static let deviation = Setting(
    "deviation", default: 0.3081, in: 0.0001...1, "standard deviation of the pixels; MNIST's")
  static let settings: [any AnySetting] = [root, holdout, classes, mean, deviation]

  private static let names = (train: "train", test: "t10k")

  let classNames: [String]
  let shape: ImageShape
  let normalization: Normalization
  let files: [DataFile]
  private let train: Samples
  private let test: Samples
  private let heldOut: HoldOut

  init(_ settings: Settings, seed: UInt64) throws {
    let root = try settings[Self.root].path
    train = try Samples(root, Self.names.train)
    test = try Samples(root, Self.names.test)
    guard train.shape == test.shape else {
      throw DataError(
        path: root,
        reason: "has training images of \(train.shape.height) x \(train.shape.width) pixels and test images of "
          + "\(test.shape.height) x \(test.shape.width)",
        hint: "put files of one data set into the folder")
    }
    guard settings[Self.holdout] < train.count else {
      throw settings.problem(
        Self.holdout, "'holdout' is \(settings[Self.holdout]) of \(train.count) training images",
        hint: "leave some to train on")
    }
    heldOut = HoldOut(settings[Self.holdout], of: train.count)
    shape = train.shape
    files = train.files + test.files
    normalization = Normalization(
      mean: [Float(settings[Self.mean])], deviation: [Float(settings[Self.deviation])])

    let largest = max(train.largestLabel, test.largestLabel)
    let names = settings[Self.classes]
    guard names.isEmpty || names.count > largest else {
      throw settings.problem(
        Self.classes, "'classes' has no name for the label \(largest)",
        hint: "give a name to every class from 0 to \(largest)")
    }
    guard Set(names).count == names.count else {
      throw settings.problem(Self.classes, "'classes' has a name twice", hint: "give every class a name of its own")
    }
    classNames = names.isEmpty ? (0...largest).map(String.init) : names
  }

  func count(of split: Split) -> Int { split == .test ? test.count : indices(of: split).count }

  func label(of index: Int, in split: Split) -> Int {
    split == .test ? test.label(index) : train.label(indices(of: split)[index])
  }

  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    if split == .test {
      test.read(index, into: pixels)
    } else {
      train.read(indices(of: split)[index], into: pixels)
    }
  }

  private func indices(of split: Split) -> [Int] {
    switch split {
    case .train: heldOut.train
    case .validation: heldOut.validation
    case .calibration: heldOut.calibration
    case .test: preconditionFailure("test images are numbered as in their file")
    }
  }

  /// The images and labels of one pair of files.
  private struct Samples: Sendable {
    let shape: ImageShape
    let count: Int
    let largestLabel: Int
    let files: [DataFile]
    private let images: Data
    private let labels: Data

    init(_ root: String, _ name: String) throws {
      let imagePath = try IDXNames(root).path("\(name)-images", rank: 3)
      let labelPath = try IDXNames(root).path("\(name)-labels", rank: 1)
      let images = try IDXFile(imagePath, rank: 3)
      let labels = try IDXFile(labelPath, rank: 1)
      guard images.shape[0] == labels.shape[0] else {
        throw DataError(
          path: labelPath, reason: "has \(labels.shape[0]) labels for \(images.shape[0]) images",
          hint: "put files of one data set into the folder")
      }
      count = images.shape[0]
      shape = ImageShape(channels: 1, height: images.shape[1], width: images.shape[2])
      (self.images, self.labels) = (try images.elements(), try labels.elements())
      largestLabel = self.labels.reduce(0) { max($0, Int($1)) }
      files = [images.file, labels.file]
    }

    func label(_ index: Int) -> Int { Int(labels[labels.startIndex + index]) }

    func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) {
      let start = images.startIndex + index * shape.count
      images.copyBytes(to: pixels, from: start..<start + shape.count)
    }
  }
}
