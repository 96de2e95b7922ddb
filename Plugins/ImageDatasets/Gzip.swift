import CZlib
import Foundation

/// Files of the gzip format.
enum Gzip {
  /// Whether the bytes begin as a gzip file does.
  static func isSignature(of data: Data) -> Bool { data.starts(with: [0x1F, 0x8B]) }

  /// The contents of a gzip file, or the first bytes of them where there are more.
  ///
  /// Checksums are compared where all is unpacked. Of what is beyond `limit`, no more than a piece is.
  ///
  /// - Parameters:
  ///   - data: the whole file; several parts one after the other are one.
  ///   - limit: the most bytes that come out.
  /// - Returns: at most `limit` bytes.
  /// - Throws: ``GzipError``.
  static func contents(of data: Data, limit: Int) throws(GzipError) -> Data {
    var stream = z_stream()
    // 15 is the largest window; 16 more asks for gzip's header and checksums.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw GzipError(reason: "cannot be decompressed for lack of memory")
    }
    defer { inflateEnd(&stream) }
    var input = [UInt8](data)
    var output = Data()
    var room = [UInt8](repeating: 0, count: 1 << 18)
    var used = 0
    while output.count < limit {
      let (status, read, written) = inflate(&stream, &input, from: used, into: &room)
      used += read
      output.append(contentsOf: room[..<written])
      switch status {
      case Z_STREAM_END where used == input.count: return output.prefix(limit)
      case Z_STREAM_END: inflateReset(&stream)
      case Z_OK: break
      case Z_BUF_ERROR: throw GzipError(reason: "is cut short")
      default: throw GzipError(reason: "is a damaged gzip file")
      }
    }
    return output.prefix(limit)
  }

  /// One call of zlib: its status, and how many bytes were read and written.
  private static func inflate(
    _ stream: inout z_stream, _ input: inout [UInt8], from start: Int, into room: inout [UInt8]
  ) -> (status: Int32, read: Int, written: Int) {
    input.withUnsafeMutableBufferPointer { input in
      room.withUnsafeMutableBufferPointer { room in
        let available = min(input.count - start, Int(UInt32.max))
        stream.next_in = input.baseAddress.map { $0 + start }
        stream.avail_in = UInt32(available)
        stream.next_out = room.baseAddress
        stream.avail_out = UInt32(room.count)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        return (status, available - Int(stream.avail_in), room.count - Int(stream.avail_out))
      }
    }
  }
}

/// What is wrong with a gzip file, to be said after its name.
struct GzipError: Error, Equatable {
  let reason: String
}
