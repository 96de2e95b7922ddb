import Foundation
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import ImageDatasets

/// Folders with small files of MNIST's layout, whole or damaged.
@Suite struct IDXTests {
  private let folder: DataFolder

  init() throws { folder = try DataFolder() }

  private static let whole: [String: [UInt8]] = [
    "train-images-idx3-ubyte": IDXBytes.file([6, 2, 3]),
    "train-labels-idx1-ubyte": IDXBytes.file([6], [0, 1, 2, 0, 1, 2]),
    "t10k-images-idx3-ubyte": IDXBytes.file([2, 2, 3]), "t10k-labels-idx1-ubyte": IDXBytes.file([2], [3, 1]),
  ]

  private func write(_ contents: [String: [UInt8]] = whole) throws {
    for (name, bytes) in contents { try folder.write(bytes, to: name) }
  }

  private func open(_ keys: [String: String] = [:]) throws -> IDX {
    let keys = ["root": folder.path, "holdout": "0"].merging(keys) { $1 }
    return try IDX(Settings(for: IDX.settings, keys), seed: 1)
  }

  @Test func `images, labels and names come from the files`() throws {
    try write()
    let data = try open()
    #expect(data.shape == ImageShape(channels: 1, height: 2, width: 3))
    #expect(Split.allCases.map(data.count) == [6, 0, 0, 2])
    #expect((0..<6).map { data.label(of: $0, in: .train) } == [0, 1, 2, 0, 1, 2])
    #expect((0..<2).map { data.label(of: $0, in: .test) } == [3, 1])
    #expect(try pixels(of: data, 1, .train) == [6, 7, 8, 9, 10, 11])
    #expect(try pixels(of: data, 1, .test) == [6, 7, 8, 9, 10, 11])
    #expect(data.classNames == ["0", "1", "2", "3"])
    #expect(try open(["classes": "[a, b, c, d, e]"]).classNames == ["a", "b", "c", "d", "e"])
    #expect(data.files.map(\.name).sorted() == Self.whole.keys.sorted())
    #expect(data.normalization == Normalization(mean: [0.1307], deviation: [0.3081]))
    #expect(try DatasetLaws.violations(of: IDX.self, keys: ["root": folder.path, "holdout": "2"]) == [])
  }

  @Test func `held-out images are divided, and never the test images`() throws {
    try write()
    let data = try open(["holdout": "3"])
    #expect(Split.allCases.map(data.count) == [3, 2, 1, 2])
    let images = try [Split.train, .validation, .calibration].flatMap { split in
      try (0..<data.count(of: split)).map { try pixels(of: data, $0, split) }
    }
    #expect(Set(images).count == 6)
  }

  @Test func `compressed files and names with a dot are read, too`() throws {
    try write()
    let plain = try open()
    for name in Self.whole.keys { try folder.remove(name) }
    for (name, bytes) in Self.whole {
      let dotted = name.replacingOccurrences(of: "-idx", with: ".idx")
      try folder.write(IDXBytes.gzip(bytes), to: dotted + ".gz")
    }
    let packed = try open()
    for split in Split.allCases {
      for index in 0..<plain.count(of: split) {
        #expect(try pixels(of: packed, index, split) == pixels(of: plain, index, split))
      }
    }
  }

  @Test func `a gzip file in several parts is one file`() throws {
    let bytes = IDXBytes.file([6, 2, 3])
    var contents = Self.whole
    contents["train-images-idx3-ubyte"] = IDXBytes.gzip(Array(bytes[..<20])) + IDXBytes.gzip(Array(bytes[20...]))
    try write(contents)
    #expect(try pixels(of: open(), 1, .train) == [6, 7, 8, 9, 10, 11])
  }

  /// 2 MB may unpack to 2 GB: nobody should have all of it in memory before it is looked at.
  @Test func `no more of a gzip file is unpacked than its header says`() throws {
    let bytes = IDXBytes.file([6, 2, 3]) + [UInt8](repeating: 0, count: 60_000)
    // The end is missing, which whoever unpacks all of it meets.
    let packed = Data(IDXBytes.gzip(bytes).dropLast(20))
    #expect(throws: GzipError(reason: "is cut short")) { try Gzip.contents(of: packed, limit: 1 << 20) }
    #expect(try Gzip.contents(of: packed, limit: 16) == Data(bytes.prefix(16)))
    try write(Self.whole.merging(["train-images-idx3-ubyte": Array(packed)]) { $1 })
    #expect(
      folder.message { try open() }
        == "DATA/train-images-idx3-ubyte: is too long: more than 52 bytes where the shape [6, 2, 3] needs 52; replace it "
        + "by an undamaged copy")
    // Nor are there elements before the numbers of both files fit together.
    try write(
      Self.whole.merging(["train-images-idx3-ubyte": IDXBytes.gzip(IDXBytes.file([60_000, 100, 100], []))]) { $1 })
    #expect(
      folder.message { try open() }
        == "DATA/train-labels-idx1-ubyte: has 6 labels for 60000 images; put files of one data set into the folder")
  }

  // MARK: - Missing and damaged files

  @Test func `a folder that is not there`() {
    #expect(
      folder.message { try open(["root": folder.path + "/mnist"]) }
        == "DATA/mnist: there is no such folder; put the four IDX files there, plain or gzip")
  }

  @Test func `a file in place of the folder`() throws {
    try write()
    #expect(
      folder.message { try open(["root": folder.path + "/t10k-labels-idx1-ubyte"]) }
        == "DATA/t10k-labels-idx1-ubyte: is a file, not a folder; name the folder with the four IDX files")
  }

  @Test(arguments: whole.keys.sorted())
  func `a missing file is named`(name: String) throws {
    try write(Self.whole.filter { $0.key != name })
    #expect(
      folder.message { try open() }
        == "DATA/\(name): is missing, with and without .gz; put the four IDX files of the data set there")
  }

  @Test(
    arguments: [
      ([], "is no IDX file: it does not begin with two zeros and a type"),
      ([0x80, 2, 8, 3], "is no IDX file: it does not begin with two zeros and a type"),
      ([0, 0, 13, 3], "has elements of type 13 where type 8, bytes, is needed"),
      ([0, 0, 8, 3, 0, 0, 0], "is cut short in its header"),
      (IDXBytes.file([0, 2, 3]), "says that it is empty: its shape is [0, 2, 3]"),
      (Array(IDXBytes.file([6, 2, 3]).dropLast()), "is cut short: 51 bytes where the shape [6, 2, 3] needs 52"),
      (IDXBytes.file([6, 2, 3]) + [0], "is too long: 53 bytes where the shape [6, 2, 3] needs 52"),
      (
        [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12),
        "says that it has the shape [4294967295, 4294967295, 4294967295], which is too large"
      ),
      (Array(IDXBytes.gzip(IDXBytes.file([6, 2, 3])).dropLast(9)), "is cut short"),
      (IDXBytes.gzip(IDXBytes.file([6, 2, 3])) + [1, 2, 3], "is a damaged gzip file"),
      ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 7, 7, 7], "is a damaged gzip file"),
    ] as [([UInt8], String)])
  func `a damaged file says what is wrong`(bytes: [UInt8], reason: String) throws {
    try write(Self.whole.merging(["train-images-idx3-ubyte": bytes]) { $1 })
    #expect(
      folder.message { try open() }
        == "DATA/train-images-idx3-ubyte: \(reason); replace it by an undamaged copy")
  }

  @Test func `labels where images are expected`() throws {
    try write(Self.whole.merging(["train-images-idx3-ubyte": IDXBytes.file([6])]) { $1 })
    #expect(
      folder.message { try open() }
        == "DATA/train-images-idx3-ubyte: has rank 1 where rank 3 is needed; images have rank 3 and labels rank 1; see the names"
    )
  }

  @Test func `every changed byte of a compressed file is noticed`() throws {
    let packed = IDXBytes.gzip(IDXBytes.file([6, 2, 3]))
    // Behind the header, whose time and system nobody reads.
    for index in 10..<packed.count {
      var damaged = packed
      // Of the first byte behind it, zlib reads the last three bits only.
      damaged[index] ^= 0x04
      #expect(throws: GzipError.self, "byte \(index)") { try Gzip.contents(of: Data(damaged), limit: 1 << 20) }
    }
    for length in 2..<packed.count {
      #expect(throws: GzipError.self, "\(length) bytes") {
        try Gzip.contents(of: Data(packed[..<length]), limit: 1 << 20)
      }
    }
  }

  @Test func `files that do not belong together`() throws {
    try write(Self.whole.merging(["train-labels-idx1-ubyte": IDXBytes.file([5])]) { $1 })
    #expect(
      folder.message { try open() }
        == "DATA/train-labels-idx1-ubyte: has 5 labels for 6 images; put files of one data set into the folder")
    try write(Self.whole.merging(["t10k-images-idx3-ubyte": IDXBytes.file([2, 3, 3])]) { $1 })
    #expect(
      folder.message { try open() }
        == "DATA: has training images of 2 x 3 pixels and test images of 3 x 3; put files of one data set into the folder"
    )
  }

  @Test func `keys that do not fit the files`() throws {
    try write()
    #expect(
      folder.message { try open(["holdout": "6"]) } == "'holdout' is 6 of 6 training images; leave some to train on")
    #expect(
      folder.message { try open(["classes": "[a, b]"]) }
        == "'classes' has no name for the label 3; give a name to every class from 0 to 3")
    #expect(
      folder.message { try open(["classes": "[a, b, a, d]"]) }
        == "'classes' has a name twice; give every class a name of its own")
  }
}
