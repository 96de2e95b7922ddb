import CZlib
import Foundation

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
    var stream = z_stream()
    // 16 more than the window asks for gzip's header and checksums.
    deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(plain.count))))
    var input = plain
    let room = output.count
    let count = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(room))
        deflate(&stream, Z_FINISH)
        return room - Int(stream.avail_out)
      }
    }
    return Array(output[..<count])
  }
}
