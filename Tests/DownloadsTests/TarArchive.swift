import CArchive
import Foundation
import Testing

/// A tar archive that a test makes, good or hostile.
struct TarArchive {
  private var bytes: [UInt8] = []

  /// Adds a member; `type` is the format's letter for what it is, `0` a file, `2` a symbolic link.
  mutating func add(
    _ name: String, _ contents: [UInt8] = [], type: Character = "0", linkTo target: String = "",
    claiming size: Int? = nil
  ) {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at place: Int) { header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8) }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put(octal(size ?? contents.count, 11), at: 124)
    put(String(type), at: 156)
    put(target, at: 157)
    put("ustar", at: 257)
    put("00", at: 263)
    put("        ", at: 148)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6), at: 148)
    header[154] = 0
    bytes += header + contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  /// The archive with its end, as a gzip file.
  func gzipped() throws -> [UInt8] { try Self.gzip(bytes + [UInt8](repeating: 0, count: 1024)) }

  static func gzip(_ plain: [UInt8]) throws -> [UInt8] {
    let archive = archive_write_new()
    defer { archive_write_free(archive) }
    archive_write_add_filter_gzip(archive)
    archive_write_set_format_raw(archive)
    var output = [UInt8](repeating: 0, count: plain.count + plain.count / 1000 + 1000)
    var used = 0
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_filetype(entry, S_IFREG)
    try output.withUnsafeMutableBytes { room in
      try #require(archive_write_open_memory(archive, room.baseAddress, room.count, &used) == ARCHIVE_OK)
      try #require(archive_write_header(archive, entry) == ARCHIVE_OK)
      try #require(archive_write_data(archive, plain, plain.count) == plain.count)
      try #require(archive_write_close(archive) == ARCHIVE_OK)
    }
    return Array(output[..<used])
  }
}
