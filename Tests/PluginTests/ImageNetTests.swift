import Foundation
import Pictures
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import ImageDatasets

/// ImageNet's layouts with a few grey pictures: three classes, of which two are called cranes.
@Suite struct ImageNetTests {
  private let folder: DataFolder

  init() throws { folder = try DataFolder() }

  private static let synsets = ["n02012849", "n02119789", "n03126707"]

  /// The development kit's table as SciPy writes it: 1 is n02119789, 2 n02012849, 3 n03126707.
  private static let kit = [
    "TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IEZyaSBOb3YgMjcgMjA6MjE6MTMgMjAyNgAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAAKwAAAHic42NgYHAAYjYg5oDSIMAK5TMiYXYgLkstKs7Mz2PghMpDwAd7AGAC",
    "BMAPAAAAkAEAAHic5ZVBT8IwFMeLDAQ1RG8c9wE8bJM4OLFED5AYYzTB4zKhbI1bZ9qi7Bv4AfyS3vgItqzgaCBbmIkHXvKyvbf8/n1tX7sW4NYEoM4fDe",
    "5HILWajDXuFenH3GmCKWSUf9fAhcx/ch/ePY0ebyzDtNzhrRB4vk+fa/uIyYRmE34Y040EnkXuOEDhhEC8TGwEKw0MmRtA5AdMIox4CLso8nxIQYsnu+B3",
    "PnVlPpWMy6kv86kt+oJ3Mry2hW9m+HMZY8MyzZ7d7cm80Bnk6LQVHRG/IqZP4/mlPpqFb5DqkTcmMUO0SF0tRU/ENPLCUPcJTIQsKLk+KW/k8EDhV1zZcf",
    "fmH76ccuM3nP374sq0rm3D3jGPbTo1RUfEY+JhKPm8Os4UXsQhmjKqswBhn5ZeT3CofQBK9IG4G7ud7P1Qtg/y+LrCi9jTXxCZHPb+Z+s+zeE1/kf8rhY7",
    "d9v3nZtpd4wd9RfdN4gZYkmxOk4UXsTwHZJkefz/YB3lfTjI4asK317zi758cbJ6/9kXP6d/Y6E=",
  ].joined()

  private static func png(_ gray: UInt8) throws -> Data {
    try Image(width: 6, height: 4, color: Color(gray: gray)).pngData()
  }

  private func writeTrain(in place: String = "") throws {
    for (label, synset) in Self.synsets.enumerated() {
      for number in 0..<2 {
        try folder.write(Self.png(UInt8(40 * label + number)), to: "\(place)train/\(synset)/\(synset)_\(number).JPEG")
      }
    }
  }

  /// Validation images of the classes 2, 0, 1, 2, by number.
  private static let validation = [2, 0, 1, 2]

  private func writeFlatValidation(in place: String = "") throws {
    for number in Self.validation.indices {
      try folder.write(Self.png(UInt8(100 + number)), to: "\(place)val/ILSVRC2012_val_0000000\(number + 1).JPEG")
    }
  }

  private func open(_ keys: [String: String] = [:]) throws -> ImageNet {
    let keys = ["root": folder.path, "size": "4", "resize": "4", "verify": "none", "holdout": "2"].merging(keys) { $1 }
    return try ImageNet(Settings(for: ImageNet.settings, keys), seed: 1)
  }

  private func expectFlatValidation(_ data: ImageNet) throws {
    #expect((0..<4).map { data.label(of: $0, in: .test) } == Self.validation)
    #expect(try (0..<4).map { try pixels(of: data, $0, .test)[0] } == [100, 101, 102, 103])
  }

  // MARK: - Layouts

  @Test func `validation images in folders of their classes, and classes in the order of their synsets`() throws {
    try writeTrain()
    for (label, synset) in Self.synsets.enumerated() {
      try folder.write(Self.png(UInt8(200 + label)), to: "val/\(synset)/ILSVRC2012_val_0000000\(9 - label).JPEG")
    }
    let data = try open()
    #expect(data.classNames == Self.synsets)
    #expect(Split.allCases.map(data.count) == [4, 1, 1, 3])
    #expect((0..<3).map { data.label(of: $0, in: .test) } == [0, 1, 2])
    #expect(try pixels(of: data, 2, .test)[0] == 202)
    for split in [Split.train, .validation, .calibration] {
      for index in 0..<data.count(of: split) {
        #expect(try Int(pixels(of: data, index, split)[0]) / 40 == data.label(of: index, in: split))
      }
    }
    #expect(data.files.map(\.name) == ["train (6 images)", "val (3 images)"])
    let keys = ["root": folder.path, "size": "4", "resize": "5", "verify": "none", "holdout": "2"]
    #expect(try DatasetLaws.violations(of: ImageNet.self, keys: keys) == [])
  }

  @Test func `Kaggle's layout, with its table of validation images and its names`() throws {
    try writeTrain(in: "ILSVRC/Data/CLS-LOC/")
    try writeFlatValidation(in: "ILSVRC/Data/CLS-LOC/")
    var table = "ImageId,PredictionString\n"
    for number in Self.validation.indices.reversed() {
      table += "ILSVRC2012_val_0000000\(number + 1),\(Self.synsets[Self.validation[number]]) 85 1 499 272 \r\n"
    }
    try folder.write(table.utf8, to: "LOC_val_solution.csv")
    try folder.write(
      "n02012849 crane\nn02119789 kit fox, Vulpes macrotis\nn03126707 crane\n".utf8, to: "LOC_synset_mapping.txt")
    let data = try open()
    try expectFlatValidation(data)
    #expect(data.classNames == ["crane (n02012849)", "kit fox", "crane (n03126707)"])
  }

  @Test func `the development kit's numbers, with its names`() throws {
    try writeTrain()
    try writeFlatValidation()
    let kit = "ILSVRC2012_devkit_t12/data"
    try folder.write("3\n2\n1\n3\n".utf8, to: "\(kit)/ILSVRC2012_validation_ground_truth.txt")
    #expect(
      folder.message { try open() }
        == "DATA/\(kit)/ILSVRC2012_validation_ground_truth.txt: has the development kit's numbers of classes, and its "
        + "meta.mat is not there; put meta.mat beside it")
    try folder.write(#require(Data(base64Encoded: Self.kit)), to: "\(kit)/meta.mat")
    let data = try open()
    try expectFlatValidation(data)
    #expect(data.classNames == ["crane (n02012849)", "kit fox", "crane (n03126707)"])
    try folder.write("3\n2\n7\n3\n".utf8, to: "\(kit)/ILSVRC2012_validation_ground_truth.txt")
    #expect(
      folder.message { try open() }
        == "DATA/\(kit)/ILSVRC2012_validation_ground_truth.txt: line 3 is not a class of ImageNet: 7; replace it by an "
        + "undamaged copy")
  }

  @Test func `a list of the validation images' synsets`() throws {
    try writeTrain()
    try writeFlatValidation()
    let list = Self.validation.map { Self.synsets[$0] + "\n" }.joined()
    try folder.write(list.utf8, to: "imagenet_2012_validation_synset_labels.txt")
    try folder.write("n02012849 crane\n".utf8, to: "synset_words.txt")
    let data = try open()
    try expectFlatValidation(data)
    #expect(data.classNames == ["crane", "n02119789", "n03126707"])
  }

  // MARK: - What is wrong

  @Test func `as many images as were published, unless a part of them is wanted`() throws {
    try writeTrain()
    try writeFlatValidation()
    try folder.write(Self.synsets.prefix(1).map { "\($0)\n" }.joined().utf8, to: "synset.txt")
    let list = Self.validation.map { Self.synsets[$0] + "\n" }.joined()
    try folder.write(list.utf8, to: "imagenet_2012_validation_synset_labels.txt")
    #expect(
      folder.message { try open(["verify": "counts"]) }
        == "DATA: holds 6 training images of 3 classes and 4 validation images, and ImageNet has 1281167 of 1000 and "
        + "50000; extract the archives again, or set `verify: none` to use a part of it")
    #expect(
      folder.message { try open(["holdout": "6"]) } == "'holdout' is 6 of 6 training images; leave some to train on")
    #expect(
      folder.message { try open(["size": "5"]) }
        == "a square of 5 pixels cannot be cut out of an image whose shorter side has 4; make 'resize' at least 'size'")
  }

  @Test func `folders that are not there, or not extracted`() throws {
    let hint = "put the classes' folders into train and the validation images into val"
    #expect(
      folder.message { try open(["root": folder.path + "/none"]) } == "DATA/none: there is no such folder; \(hint)")
    #expect(
      folder.message { try open() }
        == "DATA: holds no folder train, neither here nor in ILSVRC/Data/CLS-LOC; \(hint)")
    try folder.write([0], to: "ILSVRC2012_img_train.tar")
    #expect(folder.message { try open() } == "DATA/ILSVRC2012_img_train.tar: is not extracted yet; \(hint)")
    try writeTrain()
    #expect(
      folder.message { try open() } == "DATA/val: there is no such folder; extract the validation images there")
    try writeFlatValidation()
    #expect(
      folder.message { try open() }
        == "DATA/val: has no folders of classes, and no file that names the classes is near; put LOC_val_solution.csv, or "
        + "the development kit's ILSVRC2012_validation_ground_truth.txt and meta.mat, into DATA")
    try folder.write("ImageId,PredictionString\nILSVRC2012_val_00000001,n0201284\n".utf8, to: "LOC_val_solution.csv")
    #expect(
      folder.message { try open() }
        == "DATA/LOC_val_solution.csv: line 2 is not of the form name,synset …: ILSVRC2012_val_00000001,n0201284; replace "
        + "it by an undamaged copy")
    try folder.write("ILSVRC2012_val_00000001,n02012849 1 2 3 4\n".utf8, to: "LOC_val_solution.csv")
    #expect(
      folder.message { try open() }
        == "DATA/val/ILSVRC2012_val_00000002.JPEG: has no class in DATA/LOC_val_solution.csv; take it away, or replace the "
        + "file of classes")
    try folder.write(Self.png(1), to: "train/n0201284x/1.png")
    #expect(
      folder.message { try open() }
        == "DATA/train/n0201284x: is not named by a synset, such as n01440764; take it away, or use the data set "
        + "`image-folder`")
  }

  @Test func `a development kit's table that is damaged is an error, never a crash`() throws {
    let whole = [UInt8](try #require(Data(base64Encoded: Self.kit)))
    func message(_ bytes: some Sequence<UInt8>) throws -> String {
      try folder.write(bytes, to: "meta.mat")
      return folder.message { try ImageNetKit(folder.path + "/meta.mat") }
    }
    let expected = try ImageNetKit(write(whole)).synsets.mapValues { "\($0.name) \($0.words)" }
    #expect(
      expected == [
        1: "n02119789 kit fox, Vulpes macrotis", 2: "n02012849 crane", 3: "n03126707 crane", 1001: "n00001740 entity",
      ])
    for length in 0..<whole.count {
      #expect(try message(whole.prefix(length)).hasPrefix("DATA/meta.mat: "), "\(length)")
    }
    var random = RandomStream(seed: 1, purpose: "damage")
    for trial in 0..<2000 {
      var bytes = whole
      let place = 126 + random.below(whole.count - 126)
      bytes[place] ^= UInt8(1 << random.below(8))
      let path = try write(bytes)
      do {
        let found = try ImageNetKit(path).synsets.mapValues { "\($0.name) \($0.words)" }
        // Bytes after the checksum, and those of the other variable, do not matter.
        #expect(found == expected, "trial \(trial)")
      } catch let error as DataError {
        #expect(error.path == path)
      }
    }
  }

  private func write(_ bytes: some Sequence<UInt8>) throws -> String {
    try folder.write(bytes, to: "meta.mat")
    return folder.path + "/meta.mat"
  }
}
