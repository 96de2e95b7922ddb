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

  private static let names = ["crane (n02012849)", "kit fox", "crane (n03126707)"]

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
    #expect(data.classNames == Self.names)
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
    #expect(data.classNames == Self.names)
  }

  @Test func `the development kit's numbers`() throws {
    try writeTrain()
    try writeFlatValidation()
    let truth = "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt"
    try folder.write("545\n429\n1\n545\n".utf8, to: truth)
    let data = try open()
    try expectFlatValidation(data)
    #expect(data.classNames == Self.names)
    for number in ["0", "1001", "x"] {
      try folder.write("545\n429\n\(number)\n545\n".utf8, to: truth)
      #expect(
        folder.message { try open() }
          == "DATA/\(truth): line 3 is not a class of ImageNet: \(number); replace it by an undamaged copy")
    }
  }

  /// The classes of the first three validation images are known everywhere.
  @Test func `the table of classes is the development kit's`() {
    let synsets = ImageNetClasses.synsets
    #expect(synsets.count == 1000 && Set(synsets).count == 1000 && synsets.allSatisfy(ImageNetFolder.isSynset))
    let first = [490, 361, 171].map { synsets[$0 - 1] }
    #expect(first == ["n01751748", "n09193705", "n02105855"])
    #expect(first.map { ImageNetClasses.names[$0] } == ["sea snake", "alp", "Shetland sheepdog"])
    let sorted = synsets.sorted().map { ImageNetClasses.names[$0] }
    #expect(sorted.first == "tench" && sorted[281] == "tabby" && sorted[999] == "toilet tissue")
    #expect(Set(sorted).count == 998, "a crane is a bird and a machine, and there are two maillots")
  }

  @Test func `a class that is not one of the thousand is called by its number`() throws {
    try folder.write(Self.png(1), to: "train/n00001740/1.png")
    try folder.write(Self.png(1), to: "train/n02119789/1.png")
    try folder.write(Self.png(1), to: "val/n02119789/1.png")
    #expect(try open(["holdout": "0"]).classNames == ["n00001740", "kit fox"])
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
        + "the development kit's ILSVRC2012_validation_ground_truth.txt, into DATA")
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
}
