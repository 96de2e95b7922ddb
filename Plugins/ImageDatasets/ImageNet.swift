import WorkbenchCore

/// ImageNet's 1,281,167 training and 50,000 validation photographs of a thousand kinds of things, as people have them on disk.
///
/// Training images lie in folders of their synsets, `train/n01440764/*.JPEG`. Validation images lie so, too, or all in one folder,
/// their classes in `LOC_val_solution.csv`, in the development kit's ground truth or in a list of synsets. Classes are numbered in the
/// order of their synsets. Test images have no published classes, so the validation
/// images are the test split, and what is selected by is held out of training.
///
/// Source: Russakovsky et al., "ImageNet Large Scale Visual Recognition Challenge", IJCV 2015.
struct ImageNet: PhotographDataset {
  /// How much is compared with what was published.
  enum Verification: String, SettingChoice { case counts, none }

  static let name = "imagenet"
  static let summary = "ImageNet's 1.3 million photographs in 1,000 classes, as they lie on disk"

  static let root = RequiredSetting<RecipePath>(
    "root", "the folder with train and val, or the one around Kaggle's ILSVRC")
  static let holdout = Setting(
    "holdout", default: 20_000, in: 0...1_000_000,
    "training images set apart for validation and calibration, half each; 0 trains on all, as papers do")
  static let resize = Setting(
    "resize", default: 256, in: 1...4096, "shorter side of the image before the square is cut out, in pixels")
  static let verify = Setting(
    "verify", default: Verification.counts,
    "whether there must be as many classes and images as published; none for a part of them")
  static let settings: [any AnySetting] = [
    root, holdout, verify, CutOutSettings.size, resize, CutOutSettings.orientation, CutOutSettings.cache,
  ]

  /// What was published.
  private static let published = (classes: 1000, train: 1_281_167, validation: 50_000)

  let classNames: [String]
  let files: [DataFile]
  let photographs: Photographs

  init(_ settings: Settings, seed: UInt64) throws {
    let cutOut = try CutOutSettings.values(settings, shorterSide: settings[Self.resize], of: Self.resize)
    let folder = try ImageNetFolder(settings[Self.root].path)
    let train = try ImageListing("train", in: folder.images)
    let synsets = Set(train.entries.map(\.className)).sorted()
    if let other = synsets.first(where: { !ImageNetFolder.isSynset($0) }) {
      throw DataError(
        path: "\(folder.images)/train/\(other)", reason: "is not named by a synset, such as n01440764",
        hint: "take it away, or use the data set `image-folder`")
    }
    let validation = try folder.validation()
    let (trained, tested) = (train.entries.count, validation.entries.count)
    guard settings[Self.verify] == .none || (synsets.count, trained, tested) == Self.published else {
      throw DataError(
        path: folder.images,
        reason: "holds \(trained) training images of \(synsets.count) classes and \(tested) validation images, and "
          + "ImageNet has \(Self.published.train) of \(Self.published.classes) and \(Self.published.validation)",
        hint: "extract the archives again, or set `verify: none` to use a part of it")
    }

    let numbers = Dictionary(uniqueKeysWithValues: zip(synsets, synsets.indices))
    func sample(_ path: String, _ synset: String) throws -> Photographs.Sample {
      guard let label = numbers[synset] else {
        throw DataError(
          path: path, reason: "belongs to '\(synset)', a class without training images",
          hint: "take out validation images of other classes, too")
      }
      return Photographs.Sample(path: path, label: label)
    }
    let holdout = settings[Self.holdout]
    guard holdout < trained else {
      throw settings.problem(
        Self.holdout, "'holdout' is \(holdout) of \(trained) training images", hint: "leave some to train on")
    }
    let samples = try train.entries.map(sample)
    let parts = HoldOut(holdout, of: trained)
    photographs = Photographs(
      [
        .train: parts.train.map { samples[$0] }, .validation: parts.validation.map { samples[$0] },
        .calibration: parts.calibration.map { samples[$0] }, .test: try validation.entries.map(sample),
      ], cutOut)
    classNames = try folder.names(of: synsets)
    files = [train.file, validation.file]
  }

  var normalization: Normalization {
    Normalization(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
  }
}
