import Foundation
import WorkbenchCore

/// Photographs in folders, one for each class, or listed in tables.
///
/// `root/train/cat/1.jpg` is a training image of the class `cat`; `root/train.csv` may list `path,label` instead. Classes are
/// numbered in the order of their names, byte by byte. The shorter side of an image is scaled to `resize` pixels,
/// and a square of `size` pixels is cut out of the middle.
struct ImageFolder: PhotographDataset {
  static let name = "image-folder"
  static let summary = "PNG and JPEG images in one folder for each class, or listed in tables path,label"

  static let root = RequiredSetting<RecipePath>("root", "the folder that holds the splits")
  static let train = Setting("train", default: "train", "folder or table of the training images")
  static let validation = Setting<String?>(
    "validation", default: nil, "folder or table of the validation images; none: those of 'holdout'")
  static let test = Setting("test", default: "test", "folder or table of the test images")
  static let holdout = Setting(
    "holdout", default: 0, in: 0...10_000_000,
    "training images set apart for validation and calibration, half each")
  static let resize = Setting<Int?>(
    "resize", default: nil, in: 1...4096, "shorter side of the image before that, in pixels; none: that of the square")
  static let mean = Setting(
    "mean", default: [0.485, 0.456, 0.406], each: 0...1, "means of red, green and blue, 1 is bright; ImageNet's")
  static let deviation = Setting(
    "deviation", default: [0.229, 0.224, 0.225], each: 0.0001...1, "standard deviations of red, green and blue")
  static let settings: [any AnySetting] = [
    root, train, validation, test, holdout, CutOutSettings.size, resize, CutOutSettings.orientation,
    CutOutSettings.cache, mean, deviation,
  ]

  let classNames: [String]
  let normalization: Normalization
  let files: [DataFile]
  let photographs: Photographs

  init(_ settings: Settings, seed: UInt64) throws {
    let cutOut = try CutOutSettings.values(
      settings, shorterSide: settings[Self.resize] ?? settings[CutOutSettings.size], of: Self.resize)
    for constants in [Self.mean, Self.deviation] where settings[constants].count != 3 {
      throw settings.problem(
        constants, "'\(constants.key)' must have 3 numbers, found \(settings[constants].count)",
        hint: "give one each for red, green and blue")
    }
    normalization = Normalization(
      mean: settings[Self.mean].map { Float($0) }, deviation: settings[Self.deviation].map { Float($0) })

    let root = try settings[Self.root].path
    guard FileManager.default.fileExists(atPath: root) else {
      throw DataError(
        path: root, reason: "there is no such folder", hint: "name the folder that holds the splits", isMissing: true)
    }
    let train = try ImageListing(settings[Self.train], in: root)
    let validation = try settings[Self.validation].map { try ImageListing($0, in: root) }
    let test = try ImageListing(settings[Self.test], in: root)
    let names = Set(train.entries.map(\.className)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    func samples(_ listing: ImageListing) throws -> [Photographs.Sample] {
      try listing.entries.map { path, className in
        guard let label = numbers[className] else {
          throw DataError(
            path: path, reason: "belongs to '\(className)', a class without training images",
            hint: "name classes alike in all splits")
        }
        return Photographs.Sample(path: path, label: label)
      }
    }
    let trainSamples = try samples(train)
    let holdout = settings[Self.holdout]
    guard holdout < trainSamples.count else {
      throw settings.problem(
        Self.holdout, "'holdout' is \(holdout) of \(trainSamples.count) training images", hint: "leave some to train on"
      )
    }
    guard holdout == 0 || validation == nil else {
      throw settings.problem(
        Self.holdout, "'holdout' is \(holdout), and 'validation' names images of its own", hint: "leave one of them out"
      )
    }
    let parts = HoldOut(holdout, of: trainSamples.count)
    photographs = Photographs(
      [
        .train: parts.train.map { trainSamples[$0] },
        .validation: try validation.map(samples) ?? parts.validation.map { trainSamples[$0] },
        .calibration: parts.calibration.map { trainSamples[$0] }, .test: try samples(test),
      ], cutOut)
    classNames = names
    files = [train.file] + (validation.map { [$0.file] } ?? []) + [test.file]
  }
}
