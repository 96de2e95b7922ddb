import CArchive
import Files
import Foundation

/// The members of a gzipped tar archive, one after another, never more of it in memory than a piece.
///
/// libarchive reads every dialect of tar; no other format is switched on. Nothing is written here: what becomes of a member is
/// the caller's decision.
final class ArchiveReader {
  /// What stands before the contents of a member.
  struct Member: Equatable {
    enum Kind: Equatable { case file, folder, link, other }

    let name: String
    /// Of its contents.
    let bytes: Int
    let kind: Kind

    /// Whether the name leads out of the folder that the archive is unpacked into.
    var leadsOut: Bool {
      name.hasPrefix("/") || name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    }
  }

  /// What is wrong with an archive.
  enum Damage: Error {
    case notGzip, cutShort, notTar
    /// The contents of a member end too early.
    case endsIn(name: String)
    /// More comes out of it than was allowed, in bytes.
    case exceeds(limit: Int)
  }

  private let archive: OpaquePointer
  private let file: Int32
  private let limit: Int
  private var current = ""

  /// - Parameters:
  ///   - path: the file.
  ///   - limit: how much may come out of it, headers and padding included, in bytes.
  /// - Throws: ``FileError`` when the file cannot be opened, ``Damage`` when it does not begin as an archive does.
  init(_ path: String, limit: Int) throws {
    guard let archive = archive_read_new() else {
      throw FileError(path: path, reason: "cannot be unpacked for lack of memory")
    }
    (self.archive, self.limit) = (archive, limit)
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError(path: path, errno: errno) }
    archive_read_support_filter_gzip(archive)
    archive_read_support_format_tar(archive)
    let status = archive_read_open_fd(archive, file, 1 << 16)
    let isGzip = archive_filter_code(archive, 0) == ARCHIVE_FILTER_GZIP
    guard status == ARCHIVE_OK else { throw damage(isGzip ? .notTar : .notGzip) }
    guard isGzip else { throw Damage.notGzip }
  }

  deinit {
    archive_read_free(archive)
    if file >= 0 { close(file) }
  }

  /// The next member; nil at the end.
  ///
  /// - Throws: ``Damage``.
  func next() throws(Damage) -> Member? {
    var entry: OpaquePointer?
    let status = archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return nil }
    // A warning is about a name or an attribute that cannot be converted; no name is used but for comparing it.
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw damage(.notTar) }
    try checkLimit()
    let name = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
    current = name.map { String(cString: $0) } ?? ""
    return Member(name: current, bytes: Int(archive_entry_size(entry)), kind: Self.kind(of: entry))
  }

  /// Hands on the contents of the current member in pieces, as many bytes as its header says.
  ///
  /// - Throws: ``Damage``, or what `body` throws.
  func readContents(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var room = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = room.withUnsafeMutableBytes { archive_read_data(archive, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw damage(.endsIn(name: current)) }
      if count == 0 { return }
      try checkLimit()
      try room.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  /// Passes over the contents of the current member, a piece at a time, as libarchive would unpack all of them at once.
  ///
  /// - Throws: ``Damage``.
  func skipContents() throws(Damage) {
    var (bytes, count, offset): (UnsafeRawPointer?, Int, Int64) = (nil, 0, 0)
    while true {
      let status = archive_read_data_block(archive, &bytes, &count, &offset)
      if status == ARCHIVE_EOF { return }
      guard status == ARCHIVE_OK else { throw damage(.endsIn(name: current)) }
      try checkLimit()
    }
  }

  /// Filter 0 is the last one: what has come out of gzip.
  private func checkLimit() throws(Damage) {
    guard archive_filter_bytes(archive, 0) <= limit else { throw .exceeds(limit: limit) }
  }

  /// What libarchive complains of: gzip by its name, anything else as given.
  private func damage(_ other: Damage) -> Damage {
    let complaint = archive_error_string(archive).map { String(cString: $0) } ?? ""
    if complaint.hasPrefix("truncated gzip") { return .cutShort }
    return complaint.hasPrefix("gzip") ? .notGzip : other
  }

  private static func kind(of entry: OpaquePointer) -> Member.Kind {
    if archive_entry_hardlink_utf8(entry) != nil || archive_entry_hardlink(entry) != nil { return .link }
    return switch archive_entry_filetype(entry) {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }
}
