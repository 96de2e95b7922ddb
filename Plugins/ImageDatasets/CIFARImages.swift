import Digest
import Foundation
import WorkbenchCore

/// The images of a CIFAR data set in memory, checked and divided into splits.
struct CIFARImages: Sendable {
  /// How thoroughly the files are compared with the published ones.
  enum Verification: String, SettingChoice { case full, size }

  let layout: CIFARLayout
  let files: [DataFile]
  private let train: [Data]
  private let test: Data
  /// The classes of all records of the training files taken together, and of the test file.
  ///
  /// They are in the records, too, each behind the pixels of another one, which is far to go for a byte.
  private let classes: (train: [UInt8], test: [UInt8])
  /// Which training records serve which split.
  private let parts: HoldOut

  /// Reads and checks the files; `holdout` is the number of images for ``HoldOut``.
  ///
  /// - Throws: ``DataError`` when a file is damaged or another one than published.
  init(_ folder: CIFARFolder, holdout: Int, verification: Verification) throws {
    layout = folder.layout
    let expected = layout.train + [layout.test]
    let loaded = try expected.map { file in
      let contents = try folder.contents(of: file)
      let digest = try Self.check(contents, of: file, in: folder, verification)
      return (contents, DataFile(name: file.name, bytes: contents.count, digest: digest))
    }
    files = loaded.map(\.1)
    train = loaded.dropLast().map(\.0)
    test = loaded[loaded.count - 1].0
    let layout = layout
    func classes(_ contents: Data) -> [UInt8] {
      stride(from: layout.labels.count - 1, to: contents.count, by: layout.recordLength).map {
        contents[contents.startIndex + $0]
      }
    }
    self.classes = (train.flatMap(classes), classes(test))
    parts = HoldOut(holdout, of: layout.train.reduce(0) { $0 + $1.records })
  }

  func count(of split: Split) -> Int {
    switch split {
    case .train: parts.train.count
    case .validation: parts.validation.count
    case .calibration: parts.calibration.count
    case .test: layout.test.records
    }
  }

  func label(of index: Int, in split: Split) -> Int {
    let record = record(of: index, in: split)
    return Int(split == .test ? classes.test[record] : classes.train[record])
  }

  func read(_ index: Int, of split: Split, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    let (file, start) = place(of: index, in: split)
    let first = file.startIndex + start + layout.labels.count
    file.copyBytes(to: pixels, from: first..<first + CIFARLayout.pixels)
  }

  /// Which of the training files' records a sample is, taken together, or of the test file's.
  private func record(of index: Int, in split: Split) -> Int {
    switch split {
    case .train: parts.train[index]
    case .validation: parts.validation[index]
    case .calibration: parts.calibration[index]
    case .test: index
    }
  }

  private func place(of index: Int, in split: Split) -> (file: Data, start: Int) {
    var record = record(of: index, in: split)
    if split == .test { return (test, record * layout.recordLength) }
    var number = 0
    while record >= layout.train[number].records {
      record -= layout.train[number].records
      number += 1
    }
    return (train[number], record * layout.recordLength)
  }

  /// Compares a file with the published one; what comes back is the digest for ``DataFile``.
  private static func check(
    _ contents: Data, of file: CIFARLayout.File, in folder: CIFARFolder, _ verification: Verification
  ) throws -> String {
    let layout = folder.layout
    func problem(_ reason: String, _ hint: String) -> DataError {
      DataError(path: folder.path(of: file), reason: reason, hint: hint)
    }
    let again = "extract \(layout.archive) again"

    if let kind = kind(of: contents) {
      throw problem("is \(kind), not a file of \(layout.title)'s binary version", again)
    }
    let size = file.records * layout.recordLength
    guard contents.count == size else {
      let verdict = contents.count < size ? "is cut short" : "is too long"
      throw problem("\(verdict): \(contents.count) bytes where \(layout.title) has \(size)", again)
    }
    for record in 0..<file.records {
      for (place, limit) in layout.labels.enumerated() {
        let label = contents[contents.startIndex + record * layout.recordLength + place]
        guard label < limit else {
          throw problem("is damaged: record \(record) has the label \(label), outside 0...\(limit - 1)", again)
        }
      }
    }
    let digest = md5(contents)
    guard verification == .size || digest == file.md5 else {
      throw problem(
        "has the right size but other contents than published: MD5 \(digest), not \(file.md5)",
        "\(again), or set `verify: size` to use the file as it is")
    }
    return "md5:\(digest)"
  }

  /// What a file is by its first bytes, if it cannot be records: no first label of CIFAR is that large.
  private static func kind(of contents: Data) -> String? {
    if contents.starts(with: [0x1F, 0x8B]) { return "a gzip archive" }
    if contents.starts(with: [0x80]), let version = contents.dropFirst().first, 2...5 ~= version {
      return "a Python pickle"
    }
    return nil
  }
}
