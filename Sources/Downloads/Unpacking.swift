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
    do {
      let reader = try ArchiveReader(archive, limit: contents.reduce(Self.allowance) { $0 + $1.bytes })
      while let member = try reader.next() {
        try check(member)
        guard member.kind == .file, let file = contents.first(where: { $0.path == member.name }) else {
          try reader.skipContents()
          continue
        }
        guard member.bytes == file.bytes else {
          throw refusal("holds '\(file.path)' with \(member.bytes) bytes, published are \(file.bytes)")
        }
        guard !written.contains(file) else { throw refusal("holds '\(file.path)' twice") }
        written.append(file)
        try write(file, from: reader)
      }
    } catch let damage as ArchiveReader.Damage {
      throw error(for: damage)
    }
    for file in contents where !written.contains(file) { throw refusal("does not hold '\(file.path)'") }
    for file in contents { try compare(file) }
    for file in contents {
      let path = root.appendingComponent(file.path)
      guard rename(partPath(of: file), path) == 0 else { throw FileError(path: path, errno: errno) }
    }
  }

  private func check(_ member: ArchiveReader.Member) throws {
    if member.leadsOut { throw refusal("holds '\(member.name)', a path that leads out of the folder") }
    switch member.kind {
    case .file, .folder: return
    case .link: throw refusal("holds '\(member.name)', a link")
    case .other: throw refusal("holds '\(member.name)', which is neither a file nor a folder")
    }
  }

  private func partPath(of file: PublishedFile) -> String { root.appendingComponent(file.path) + ".part" }

  private func write(_ file: PublishedFile, from reader: ArchiveReader) throws {
    let path = partPath(of: file)
    try DurableFile.makeFolders(path.parentFolder)
    unlink(path)
    let output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw FileError(path: path, errno: errno) }
    defer { close(output) }
    try reader.readContents { try DurableFile.writeAll(Data($0), to: output, path: path) }
    guard fsync(output) == 0 else { throw FileError(path: path, errno: errno) }
  }

  private func compare(_ file: PublishedFile) throws {
    let found = try file.digest.compute(ofFile: partPath(of: file))
    guard found == file.digest else {
      throw refusal("holds '\(file.path)' with \(found), published is \(file.digest)")
    }
  }

  private func error(for damage: ArchiveReader.Damage) -> DownloadError {
    switch damage {
    case .notGzip: DownloadError(.damaged, "\(archive) is a damaged gzip file")
    case .cutShort: DownloadError(.damaged, "\(archive) is cut short")
    case .notTar: refusal("is no tar archive, or a damaged one")
    case .endsIn(let name): refusal("ends in the middle of '\(name)'")
    case .exceeds(let limit): refusal("holds more than \(limit) bytes")
    }
  }

  private func refusal(_ reason: String) -> DownloadError {
    DownloadError(.damaged, "\(archive) \(reason)\n  it is not the published archive, and nothing of it was kept")
  }
}
