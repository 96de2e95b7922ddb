import Files
import Foundation
import WorkbenchCore

/// Takes the published files out of a gzipped tar archive.
///
/// Nothing is written under a name that the archive gives: a member whose name and size are published goes to the published path,
/// everything else is passed over. An archive with links, or with names that lead elsewhere, was not published so and is refused, and so
/// is one that goes on beyond what was published.
struct Unpacking {
  let archive: String
  /// What is taken out, and where it goes below `root`.
  let contents: [PublishedFile]
  let root: String

  /// How much besides the published files an archive may hold, in bytes: texts that describe them, headers and padding.
  static let allowance = 16 << 20

  /// Unpacks all files or none.
  ///
  /// - Throws: ``DownloadError`` for an archive that is not what was published; ``FileError`` when the disk does not take it.
  func carryOut() throws {
    var written: [PublishedFile] = []
    defer { for file in written { unlink(partPath(of: file)) } }
    let stream = try GzipStream(archive)
    let limit = contents.reduce(Self.allowance) { $0 + $1.bytes }
    var total = 0
    func read(_ count: Int) throws -> [UInt8] {
      total += count
      guard total <= limit else { throw refusal("holds more than \(limit) bytes") }
      return try stream.read(count)
    }
    while true {
      let block = try read(TarHeader.block)
      // Two blocks of zeros end an archive, and so does the end of the file.
      if block.isEmpty || block.allSatisfy({ $0 == 0 }) { break }
      guard let header = TarHeader(block) else { throw refusal("is no tar archive, or a damaged one") }
      try check(header)
      let padding = (TarHeader.block - header.bytes % TarHeader.block) % TarHeader.block
      guard header.kind == .file, let file = contents.first(where: { $0.path == header.name }) else {
        try pass(over: header.bytes + padding, of: header.name, read)
        continue
      }
      guard header.bytes == file.bytes else {
        throw refusal("holds '\(file.path)' with \(header.bytes) bytes, published are \(file.bytes)")
      }
      guard !written.contains(file) else { throw refusal("holds '\(file.path)' twice") }
      written.append(file)
      try write(file, read)
      try pass(over: padding, of: header.name, read)
    }
    for file in contents where !written.contains(file) { throw refusal("does not hold '\(file.path)'") }
    for file in contents { try compare(file) }
    for file in contents {
      let path = root.appendingComponent(file.path)
      guard rename(partPath(of: file), path) == 0 else { throw FileError(path: path, errno: errno) }
    }
  }

  private func check(_ header: TarHeader) throws {
    if header.leadsOut { throw refusal("holds '\(header.name)', a path that leads out of the folder") }
    guard case .other(let type) = header.kind else { return }
    switch type {
    case UInt8(ascii: "1"), UInt8(ascii: "2"): throw refusal("holds '\(header.name)', a link")
    default: throw refusal("holds '\(header.name)', which is neither a file nor a folder")
    }
  }

  private func partPath(of file: PublishedFile) -> String { root.appendingComponent(file.path) + ".part" }

  private func write(_ file: PublishedFile, _ read: (Int) throws -> [UInt8]) throws {
    let path = partPath(of: file)
    try DurableFile.makeFolders(path.parentFolder)
    unlink(path)
    let output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw FileError(path: path, errno: errno) }
    defer { close(output) }
    try inPieces(file.bytes, of: file.path, read) { try DurableFile.writeAll(Data($0), to: output, path: path) }
    guard fsync(output) == 0 else { throw FileError(path: path, errno: errno) }
  }

  private func pass(over count: Int, of name: String, _ read: (Int) throws -> [UInt8]) throws {
    try inPieces(count, of: name, read) { _ in }
  }

  private func inPieces(
    _ count: Int, of name: String, _ read: (Int) throws -> [UInt8], _ body: ([UInt8]) throws -> Void
  ) throws {
    var rest = count
    while rest > 0 {
      let piece = try read(min(rest, 1 << 18))
      guard piece.count == min(rest, 1 << 18) else { throw refusal("ends in the middle of '\(name)'") }
      rest -= piece.count
      try body(piece)
    }
  }

  private func compare(_ file: PublishedFile) throws {
    let found = try file.digest.compute(ofFile: partPath(of: file))
    guard found == file.digest else {
      throw refusal("holds '\(file.path)' with \(found), published is \(file.digest)")
    }
  }

  private func refusal(_ reason: String) -> DownloadError {
    DownloadError(.damaged, "\(archive) \(reason)\n  it is not the published archive, and nothing of it was kept")
  }
}
