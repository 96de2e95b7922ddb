/// The files of a CIFAR data set in its binary version, as published.
///
/// A file is a row of records without a header; a record is its labels, a byte each, and 3,072 bytes of pixels: 1,024 red,
/// 1,024 green, 1,024 blue, each row by row.
///
/// Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; www.cs.toronto.edu/~kriz/cifar.html.
struct CIFARLayout: Sendable {
  struct File: Sendable {
    let name: String
    let records: Int
    let md5: String
  }

  static let pixels = 3 * 32 * 32

  let title: String
  /// The name in recipes.
  let name: String
  /// The folder inside the archive.
  let folder: String
  let archive: String
  let train: [File]
  let test: File
  /// How many values each label of a record has; the last label is the class.
  let labels: [Int]
  /// Versions that people download by mistake, with names of files or folders that give them away.
  let otherVersions: [(title: String, markers: [String])]

  var recordLength: Int { labels.count + Self.pixels }
  var classes: Int { labels[labels.count - 1] }

  static let cifar10 = CIFARLayout(
    title: "CIFAR-10", name: "cifar10", folder: "cifar-10-batches-bin", archive: "cifar-10-binary.tar.gz",
    train: [
      File(name: "data_batch_1.bin", records: 10_000, md5: "5dd7e06a14cb22eb9f671a540d1b7c25"),
      File(name: "data_batch_2.bin", records: 10_000, md5: "5ea93a67294ea407fff1d09f752e9692"),
      File(name: "data_batch_3.bin", records: 10_000, md5: "942cd6a4bcdd0dd3c604fbe906cb4421"),
      File(name: "data_batch_4.bin", records: 10_000, md5: "ae636b3ba5c66a11e91e8cb52e771fcb"),
      File(name: "data_batch_5.bin", records: 10_000, md5: "53f37980c15c3d472c316c40844f3f0d"),
    ],
    test: File(name: "test_batch.bin", records: 10_000, md5: "803d5f7f4d78ea53de84dbe85f74fb6d"),
    labels: [10],
    otherVersions: [
      ("Python", ["cifar-10-batches-py", "cifar-10-python.tar.gz", "data_batch_1"]),
      ("MATLAB", ["cifar-10-batches-mat", "cifar-10-matlab.tar.gz", "data_batch_1.mat"]),
    ])

  static let cifar100 = CIFARLayout(
    title: "CIFAR-100", name: "cifar100", folder: "cifar-100-binary", archive: "cifar-100-binary.tar.gz",
    train: [File(name: "train.bin", records: 50_000, md5: "6172c7755cfe09b2fe270c85cebc1b15")],
    test: File(name: "test.bin", records: 10_000, md5: "4499cfba6c016c1be1438163640a0898"),
    labels: [20, 100],
    otherVersions: [
      ("Python", ["cifar-100-python", "cifar-100-python.tar.gz", "train"]),
      ("MATLAB", ["cifar-100-matlab", "cifar-100-matlab.tar.gz", "train.mat"]),
    ])
}
