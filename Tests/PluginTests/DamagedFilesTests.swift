import Digest
import Foundation
import Pictures
import Testing
import WorkbenchCore

@testable import ImageDatasets

/// Every reader on files that are cut short, too long or changed, by chance from fixed seeds: an error that names a file, or all
/// samples; never a crash, never fewer.
@Suite struct DamagedFilesTests {
  // MARK: - Damage

  /// One way in which a file can be damaged.
  private static func damaged(_ bytes: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = bytes
    func place() -> Int { random.below(max(bytes.count, 1)) }
    switch random.below(8) {
    case 0: return Array(bytes.prefix(place()))
    case 1: return bytes + (0..<1 + random.below(5000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    case 2: bytes[place()] ^= 1 << UInt8(random.below(8))
    case 3: for _ in 0..<20 { bytes[place()] = UInt8(truncatingIfNeeded: random.next()) }
    case 4:
      let start = place()
      for index in start..<min(start + 1 + random.below(600), bytes.count) { bytes[index] = 0 }
    case 5:
      let start = place()
      bytes.removeSubrange(start..<min(start + 1 + random.below(60), bytes.count))
    case 6: bytes.insert(contentsOf: bytes.prefix(1 + random.below(60)), at: place())
    // Headers decide most, so they are met most.
    default: bytes[random.below(min(64, bytes.count))] = UInt8(truncatingIfNeeded: random.next())
    }
    return bytes
  }

  /// Damages one file after the other in a folder that is read as a whole.
  ///
  /// - Returns: how often an error came.
  private func damage(
    _ files: [String: [UInt8]], trials: Int, isNamed: (DataError, String) -> Bool = { $0.path.hasSuffix($1) },
    open: (DataFolder) throws -> any Dataset
  ) throws -> Int {
    let folder = try DataFolder()
    for (name, bytes) in files { try folder.write(bytes, to: name) }
    let whole = try open(folder)
    let counts = Split.allCases.map(whole.count)
    let names = files.keys.sorted()
    var errors = 0
    for trial in 0..<trials {
      var random = RandomStream(seed: 1, purpose: "damage", trial)
      let name = names[trial % names.count]
      let bytes = try #require(files[name])
      try folder.write(Self.damaged(bytes, &random), to: name)
      do {
        let data = try open(folder)
        for split in Split.allCases {
          for index in 0..<data.count(of: split) {
            _ = try pixels(of: data, index, split)
            #expect(data.classNames.indices.contains(data.label(of: index, in: split)))
          }
        }
        #expect(Split.allCases.map(data.count) == counts, "trial \(trial): \(name)")
      } catch let error as DataError {
        errors += 1
        #expect(isNamed(error, name), "trial \(trial): \(name): \(error)")
        #expect(!error.reason.isEmpty && !error.hint.isEmpty)
      }
      try folder.write(bytes, to: name)
    }
    return errors
  }

  // MARK: - CIFAR

  private static func records(_ count: Int, labels: [Int]) -> [UInt8] {
    (0..<count).flatMap { record in
      labels.map { UInt8(record % $0) } + (0..<CIFARLayout.pixels).map { UInt8(truncatingIfNeeded: record + $0) }
    }
  }

  /// A published layout with two records in each file, and the files.
  private static func small(_ published: CIFARLayout) -> (CIFARLayout, [String: [UInt8]]) {
    let bytes = records(2, labels: published.labels)
    let files = (published.train + [published.test]).map {
      CIFARLayout.File(name: $0.name, records: 2, md5: md5(bytes))
    }
    let layout = CIFARLayout(
      title: published.title, name: published.name, folder: published.folder, archive: published.archive,
      train: files.dropLast(), test: files[files.count - 1], labels: published.labels,
      otherVersions: published.otherVersions)
    return (layout, Dictionary(uniqueKeysWithValues: files.map { ($0.name, bytes) }))
  }

  @Test(arguments: ["full", "size"])
  func `CIFAR's binary files`(verify: String) throws {
    let (ten, tenFiles) = Self.small(.cifar10)
    let errors = try damage(tenFiles, trials: 300) {
      try CIFAR10(
        Settings(for: CIFAR10.settings, ["root": $0.path, "holdout": "2", "verify": verify]), layout: ten)
    }
    let (hundred, hundredFiles) = Self.small(.cifar100)
    let others = try damage(hundredFiles, trials: 300) {
      try CIFAR100(
        Settings(for: CIFAR100.settings, ["root": $0.path, "holdout": "1", "verify": verify]), layout: hundred)
    }
    if verify == "full" { #expect(errors > 290 && others > 290) } else { #expect(errors > 100 && others > 100) }
  }

  // MARK: - IDX

  private static let idxFiles: [String: [UInt8]] = [
    "train-images-idx3-ubyte": IDXBytes.file([5, 4, 4], (0..<80).map { UInt8($0) }),
    "train-labels-idx1-ubyte": IDXBytes.file([5], [0, 1, 2, 3, 4]),
    "t10k-images-idx3-ubyte": IDXBytes.file([3, 4, 4], (0..<48).map { UInt8($0) }),
    "t10k-labels-idx1-ubyte": IDXBytes.file([3], [4, 1, 0]),
  ]

  @Test(arguments: [false, true])
  func `IDX files, plain and gzip`(isCompressed: Bool) throws {
    let files = Dictionary(
      uniqueKeysWithValues: Self.idxFiles.map { isCompressed ? ($0 + ".gz", IDXBytes.gzip($1)) : ($0, $1) })
    // Of two files that do not fit together, nobody knows which is the wrong one: the folder, or the labels, are named.
    let errors = try damage(
      files, trials: 1000, isNamed: { error, name in error.path.hasSuffix(name) || error.path.contains("/data-") }
    ) { try IDX(Settings(for: IDX.settings, ["root": $0.path, "holdout": "2"]), seed: 1) }
    #expect(errors > (isCompressed ? 850 : 400))
  }

  // MARK: - Pictures

  private static func picture() throws -> Image {
    var random = RandomStream(seed: 2, purpose: "picture")
    return try Image(width: 24, height: 16, pixels: (0..<24 * 16 * 3).map { _ in UInt8(random.below(256)) })
  }

  /// 16 x 8 pixels, baseline and progressive.
  private static let jpegs = [
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIU"
      + "FRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIABADAREA"
      + "AhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAWAQEBAQAAAAAAAAAAAAAAAAAIBwn/xAAUEQEAAAAAAAAA"
      + "AAAAAAAAAAAA/9oADAMBAAIRAxEAPwAUTc1Re0dAd//Z",
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIU"
      + "FRT/wAALCAAIABABAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AFBe//9k=",
  ]

  private static func pictures() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (number, jpeg) in jpegs.enumerated() {
      files["train/a/\(number).jpg"] = [UInt8](try #require(Data(base64Encoded: jpeg)))
    }
    files["train/b/1.png"] = [UInt8](try picture().pngData(text: [(key: "Comment", value: "noise")]))
    files["test/b/2.jpeg"] = files["train/a/0.jpg"]
    return files
  }

  private static func open(_ folder: DataFolder, _ keys: [String: String] = [:]) throws -> any Dataset {
    let keys = ["root": folder.path, "size": "8", "cache": "0"].merging(keys) { $1 }
    return try ImageFolder(Settings(for: ImageFolder.settings, keys), seed: 1)
  }

  @Test func `PNG and JPEG files in folders`() throws {
    let errors = try damage(Self.pictures(), trials: 1500) { try Self.open($0) }
    #expect(errors > 700)
  }

  @Test func `pictures that claim to be enormous`() throws {
    let folder = try DataFolder()
    for (name, bytes) in try Self.pictures() { try folder.write(bytes, to: name) }
    var jpeg = [UInt8](try #require(Data(base64Encoded: Self.jpegs[0])))
    let frame = try #require((0..<jpeg.count - 1).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x7F, 0xFF, 0x7F, 0xFF])
    try folder.write(jpeg, to: "train/a/0.jpg")
    #expect(
      folder.message { try pixels(of: Self.open(folder), 0, .train) }
        == "DATA/train/a/0.jpg: the JPEG is 32767 x 32767 pixels, more than 16384 a side; scale it down")
    // Within the bounds, but with nothing behind it.
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x3F, 0xFF, 0x3F, 0xFF])
    try folder.write(jpeg, to: "train/a/0.jpg")
    #expect(throws: DataError.self) { try pixels(of: Self.open(folder), 0, .train) }
  }

  // MARK: - Tables

  @Test func `tables of paths and labels`() throws {
    var files = try Self.pictures()
    let pictures = files.keys.sorted()
    let table = "path,label\n" + pictures.map { "\($0),\"the, class\"\n" }.joined()
    files["list.csv"] = Array(table.utf8)
    let folder = try DataFolder()
    for (name, bytes) in files { try folder.write(bytes, to: name) }
    let whole = try Self.open(folder, ["train": "list", "test": "list"])
    var (errors, counts) = (0, [Int: Int]())
    for trial in 0..<1000 {
      var random = RandomStream(seed: 3, purpose: "damage", trial)
      let bytes = Self.damaged(Array(table.utf8), &random)
      try folder.write(bytes, to: "list.csv")
      do {
        let data = try Self.open(folder, ["train": "list", "test": "list"])
        counts[data.count(of: .train), default: 0] += 1
        // Only the lines that are left can count: one that is damaged must not vanish.
        let lines = bytes.split { $0 == UInt8(ascii: "\n") }.count { !$0.isEmpty }
        #expect(data.count(of: .train) >= lines - 1, "trial \(trial)")
      } catch let error as DataError {
        errors += 1
        #expect(error.path.hasPrefix(folder.path) || error.path.hasPrefix("/"), "trial \(trial): \(error)")
      }
    }
    #expect(errors > 700)
    #expect(counts.keys.allSatisfy { $0 <= whole.count(of: .train) + 1 })
  }
}
