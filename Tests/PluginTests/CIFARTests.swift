import Digest
import Foundation
import Testing
import WorkbenchCore

@testable import ImageDatasets

/// Folders with small files of CIFAR's layout, whole or damaged.
@Suite final class CIFARTests {
  private let root: String

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("cifar-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  // MARK: Small archives

  /// Records with labels and pixels that tell them apart.
  private static func records(_ count: Int, labels: [Int], first: Int) -> [UInt8] {
    (first..<first + count).flatMap { record in
      labels.map { UInt8(record * 7 % $0) } + (0..<CIFARLayout.pixels).map { UInt8(truncatingIfNeeded: record + $0) }
    }
  }

  /// The published layout with fewer records, and the bytes of its files.
  private static func small(_ published: CIFARLayout) -> (layout: CIFARLayout, contents: [String: [UInt8]]) {
    var contents: [String: [UInt8]] = [:]
    var first = 0
    func file(_ name: String, _ count: Int) -> CIFARLayout.File {
      let bytes = records(count, labels: published.labels, first: first)
      first += count
      contents[name] = bytes
      return CIFARLayout.File(name: name, records: count, md5: md5(bytes))
    }
    let train = published.train.map { file($0.name, 4) }
    let test = file(published.test.name, 3)
    let layout = CIFARLayout(
      title: published.title, name: published.name, folder: published.folder, archive: published.archive,
      train: train, test: test, labels: published.labels, otherVersions: published.otherVersions)
    return (layout, contents)
  }

  private static let cifar10 = small(.cifar10)
  private static let cifar100 = small(.cifar100)

  private func write(_ contents: [String: [UInt8]], to folder: String = "") throws {
    let folder = URL(fileURLWithPath: root).appendingPathComponent(folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, bytes) in contents { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
  }

  private func openCIFAR10(_ values: [String: String] = ["holdout": "0"], at path: String? = nil) throws -> CIFAR10 {
    let values = values.merging(["root": path ?? root]) { $1 }
    return try CIFAR10(Settings(for: CIFAR10.settings, values), layout: Self.cifar10.layout)
  }

  private func openCIFAR100(_ values: [String: String] = ["holdout": "0"]) throws -> CIFAR100 {
    let values = values.merging(["root": root]) { $1 }
    return try CIFAR100(Settings(for: CIFAR100.settings, values), layout: Self.cifar100.layout)
  }

  /// The message of the error, with the test's folder called `DATA`.
  private func message(of body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)".replacingOccurrences(of: root, with: "DATA")
    }
  }

  private func pixels(of data: some Dataset, _ index: Int, _ split: Split) throws -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: data.shape.count)
    try pixels.withUnsafeMutableBufferPointer { try data.read(index, of: split, into: $0) }
    return pixels
  }

  // MARK: Reading

  @Test func `CIFAR-10's labels and pixels come in the order of its files`() throws {
    try write(Self.cifar10.contents)
    let data = try openCIFAR10()
    #expect(Split.allCases.map { data.count(of: $0) } == [20, 0, 0, 3])
    #expect(data.shape == ImageShape(channels: 3, height: 32, width: 32))
    for record in 0..<20 {
      #expect(data.label(of: record, in: .train) == record * 7 % 10)
      #expect(try pixels(of: data, record, .train) == (0..<3072).map { UInt8(truncatingIfNeeded: record + $0) })
    }
    for record in 0..<3 {
      #expect(data.label(of: record, in: .test) == (20 + record) * 7 % 10)
      #expect(try pixels(of: data, record, .test) == (0..<3072).map { UInt8(truncatingIfNeeded: 20 + record + $0) })
    }
  }

  @Test func `CIFAR-100's class is the fine label`() throws {
    try write(Self.cifar100.contents)
    let data = try openCIFAR100()
    #expect((0..<4).map { data.label(of: $0, in: .train) } == [0, 7, 14, 21])
    #expect((0..<3).map { data.label(of: $0, in: .test) } == [28, 35, 42])
    #expect(try pixels(of: data, 2, .train) == (0..<3072).map { UInt8(truncatingIfNeeded: 2 + $0) })
  }

  @Test func `the folder around the extracted one will do`() throws {
    try write(Self.cifar10.contents, to: "cifar-10-batches-bin")
    #expect(try openCIFAR10().count(of: .train) == 20)
    #expect(try openCIFAR10(at: root + "/cifar-10-batches-bin/").count(of: .train) == 20)
  }

  @Test func `the files are recorded with size and digest`() throws {
    try write(Self.cifar100.contents)
    let expected = Self.cifar100.layout.train + [Self.cifar100.layout.test]
    #expect(
      try openCIFAR100().files
        == expected.map { DataFile(name: $0.name, bytes: $0.records * 3074, digest: "md5:\($0.md5)") })
    #expect(
      try openCIFAR100(["holdout": "0", "verify": "size"]).files.allSatisfy {
        $0.digest.hasPrefix("md5:") && $0.digest.count == 36
      })
  }

  // MARK: Names and constants

  @Test func `CIFAR-100 takes its class names from the folder if they are complete`() throws {
    try write(Self.cifar100.contents)
    let builtIn = try openCIFAR100().classNames
    #expect(Set(builtIn).count == 100)
    #expect(builtIn == builtIn.sorted())

    let own = (0..<100).map { "class \($0)" }
    try write(["fine_label_names.txt": Array((own.joined(separator: "\n") + "\n\n").utf8)])
    #expect(try openCIFAR100().classNames == own)
    try write(["fine_label_names.txt": Array(own.dropLast().joined(separator: "\n").utf8)])
    #expect(try openCIFAR100().classNames == builtIn)
  }

  @Test func `CIFAR-100 is normalised by its own constants or by those of the paper`() throws {
    try write(Self.cifar100.contents)
    let own = Normalization(mean: [0.5071, 0.4867, 0.4408], deviation: [0.2675, 0.2565, 0.2761])
    let paper = Normalization(mean: [0.4914, 0.4822, 0.4465], deviation: [0.2023, 0.1994, 0.2010])
    #expect(try openCIFAR100().normalization == own)
    #expect(try openCIFAR100(["holdout": "0", "normalization": "paper"]).normalization == paper)
    try write(Self.cifar10.contents)
    #expect(try openCIFAR10().normalization == paper)
    #expect(try openCIFAR10().classNames.count == 10)
  }

  // MARK: Splits

  @Test func `held-out images are chosen by a hash of the index, half for validation and half for calibration`() {
    let parts = HoldOut(5000, of: 50_000)
    #expect(parts.train.count == 45_000)
    #expect(parts.validation.count == 2500)
    #expect(parts.calibration.count == 2500)
    #expect((parts.train + parts.validation + parts.calibration).sorted() == Array(0..<50_000))
    #expect(Array(parts.validation.prefix(8)) == [37, 93, 136, 146, 151, 172, 193, 203])
    #expect(Array(parts.calibration.prefix(8)) == [15, 30, 48, 78, 120, 138, 152, 163])
    // Evenly spread: a tenth of them in every tenth of the files, with a standard deviation of 15.
    let tenths = Dictionary(grouping: parts.validation) { $0 / 5000 }.mapValues(\.count)
    #expect(tenths.count == 10)
    #expect(tenths.values.allSatisfy { 175...325 ~= $0 })
  }

  @Test func `a larger share contains every smaller one`() {
    let small = HoldOut(11, of: 100)
    let large = HoldOut(40, of: 100)
    #expect(small.validation.count == 6)
    #expect(small.calibration.count == 5)
    #expect(Set(small.validation).isSubset(of: large.validation))
    #expect(Set(small.calibration).isSubset(of: large.calibration))
  }

  @Test func `splits read the records that they were given`() throws {
    try write(Self.cifar10.contents)
    let data = try openCIFAR10(["holdout": "6"])
    #expect(Split.allCases.map { data.count(of: $0) } == [14, 3, 3, 3])
    let parts = HoldOut(6, of: 20)
    let records: [Split: [Int]] = [
      .train: parts.train, .validation: parts.validation, .calibration: parts.calibration,
    ]
    for (split, records) in records {
      #expect(records.indices.map { data.label(of: $0, in: split) } == records.map { $0 * 7 % 10 })
      #expect(try records.indices.map { try pixels(of: data, $0, split)[0] } == records.map { UInt8($0) })
    }
  }

  // MARK: What can be wrong

  private static let get10 =
    "get cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html and extract it"
  private static let get100 =
    "get cifar-100-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html and extract it"

  @Test func `a missing folder`() {
    #expect(
      message { try openCIFAR10(at: root + "/none") } == "DATA/none: there is no such folder; \(Self.get10)")
    #expect(throws: DataError.self) { try openCIFAR10(at: root + "/none") }
  }

  @Test func `nothing there counts as missing, something wrong does not`() throws {
    func isMissing() -> Bool? {
      do {
        _ = try openCIFAR10()
        return nil
      } catch {
        return (error as? DataError)?.isMissing
      }
    }
    #expect(isMissing() == true)
    try write(["data_batch_1.bin": []])
    #expect(isMissing() == false)
  }

  @Test func `an empty folder`() {
    #expect(
      message { try openCIFAR10() }
        == "DATA: holds no file of CIFAR-10, neither here nor in cifar-10-batches-bin; \(Self.get10)")
  }

  @Test func `a file in place of the folder`() throws {
    try write(["cifar-10-binary.tar.gz": [1]])
    #expect(
      message { try openCIFAR10(at: root + "/cifar-10-binary.tar.gz") }
        == "DATA/cifar-10-binary.tar.gz: is a file, not a folder; "
        + "name the folder into which cifar-10-binary.tar.gz was extracted")
  }

  @Test func `an archive that was not extracted`() throws {
    try write(["cifar-100-binary.tar.gz": [1]])
    #expect(
      message { try openCIFAR100() }
        == "DATA/cifar-100-binary.tar.gz: is not extracted yet; run `tar -xzf cifar-100-binary.tar.gz` in its folder")
  }

  @Test(arguments: [
    ("cifar-10-python.tar.gz", "Python"), ("cifar-10-batches-py", "Python"), ("data_batch_1", "Python"),
    ("cifar-10-matlab.tar.gz", "MATLAB"), ("cifar-10-batches-mat", "MATLAB"), ("data_batch_1.mat", "MATLAB"),
  ])
  func `another version of CIFAR-10`(name: String, version: String) throws {
    try write([name: [0x80, 2]])
    #expect(
      message { try openCIFAR10() }
        == "DATA/\(name): belongs to the \(version) version of CIFAR-10; the binary version is needed: \(Self.get10)")
  }

  @Test(arguments: [
    ("cifar-100-python.tar.gz", "Python"), ("cifar-100-python", "Python"), ("train", "Python"),
    ("cifar-100-matlab.tar.gz", "MATLAB"), ("cifar-100-matlab", "MATLAB"), ("train.mat", "MATLAB"),
  ])
  func `another version of CIFAR-100`(name: String, version: String) throws {
    try write([name: [0x80, 2]])
    #expect(
      message { try openCIFAR100() }
        == "DATA/\(name): belongs to the \(version) version of CIFAR-100; the binary version is needed: \(Self.get100)")
  }

  @Test func `the other data set`() throws {
    try write(Self.cifar10.contents, to: "cifar-10-batches-bin")
    #expect(
      message { try openCIFAR100() }
        == "DATA: holds CIFAR-10, not CIFAR-100; use the data set `cifar10`, or \(Self.get100)")
  }

  @Test func `one file missing`() throws {
    try write(Self.cifar10.contents.filter { $0.key != "data_batch_4.bin" })
    #expect(
      message { try openCIFAR10() }
        == "DATA/data_batch_4.bin: is missing, though other files of CIFAR-10 are there; "
        + "extract cifar-10-binary.tar.gz again")
  }

  @Test func `a folder in place of a file`() throws {
    try write(Self.cifar10.contents.filter { $0.key != "test_batch.bin" })
    try write([:], to: "test_batch.bin")
    #expect(
      message { try openCIFAR10() }
        == "DATA/test_batch.bin: cannot be read; check that it is a file and that you have permission to read it")
  }

  @Test(arguments: [
    (-1, "is cut short: 12291 bytes where CIFAR-10 has 12292"),
    (-12292, "is cut short: 0 bytes where CIFAR-10 has 12292"),
    (3073, "is too long: 15365 bytes where CIFAR-10 has 12292"),
  ])
  func `a file of another size`(change: Int, reason: String) throws {
    var contents = Self.cifar10.contents
    let whole = try #require(contents["data_batch_2.bin"])
    contents["data_batch_2.bin"] = Array((whole + whole).prefix(whole.count + change))
    try write(contents)
    #expect(
      message { try openCIFAR10() } == "DATA/data_batch_2.bin: \(reason); extract cifar-10-binary.tar.gz again")
  }

  @Test(arguments: [
    ([0x1F, 0x8B, 8], "a gzip archive"), ([0x80, 2, 0x7D], "a Python pickle"), ([0x80, 4, 0x95], "a Python pickle"),
  ])
  func `a file of another kind under the right name`(bytes: [UInt8], kind: String) throws {
    try write(Self.cifar100.contents.merging(["train.bin": bytes]) { $1 })
    #expect(
      message { try openCIFAR100() }
        == "DATA/train.bin: is \(kind), not a file of CIFAR-100's binary version; "
        + "extract cifar-100-binary.tar.gz again")
  }

  @Test func `one changed pixel`() throws {
    var contents = Self.cifar10.contents
    contents["data_batch_1.bin"]?[2000] ^= 1
    try write(contents)
    let found = md5(try #require(contents["data_batch_1.bin"]))
    let published = Self.cifar10.layout.train[0].md5
    #expect(
      message { try openCIFAR10() }
        == "DATA/data_batch_1.bin: has the right size but other contents than published: MD5 \(found), not \(published); "
        + "extract cifar-10-binary.tar.gz again, or set `verify: size` to use the file as it is")
    #expect(try openCIFAR10(["holdout": "0", "verify": "size"]).count(of: .train) == 20)
  }

  @Test func `a label outside the classes is noticed whatever is verified`() throws {
    var contents = Self.cifar10.contents
    contents["test_batch.bin"]?[2 * 3073] = 10
    try write(contents)
    for verify in ["full", "size"] {
      #expect(
        message { try openCIFAR10(["holdout": "0", "verify": verify]) }
          == "DATA/test_batch.bin: is damaged: record 2 has the label 10, outside 0...9; "
          + "extract cifar-10-binary.tar.gz again")
    }
  }

  @Test(arguments: [(0, 20, 19), (1, 100, 99)])
  func `both labels of CIFAR-100 are looked at`(place: Int, label: Int, largest: Int) throws {
    var contents = Self.cifar100.contents
    contents["train.bin"]?[3 * 3074 + place] = UInt8(label)
    try write(contents)
    #expect(
      message { try openCIFAR100() }
        == "DATA/train.bin: is damaged: record 3 has the label \(label), outside 0...\(largest); "
        + "extract cifar-100-binary.tar.gz again")
  }

  @Test func `the published layout has the sizes of the published files`() {
    func sizes(_ layout: CIFARLayout) -> [Int] {
      (layout.train + [layout.test]).map { $0.records * layout.recordLength }
    }
    #expect(sizes(.cifar10) == [Int](repeating: 30_730_000, count: 6))
    #expect(sizes(.cifar100) == [153_700_000, 30_740_000])
  }
}
