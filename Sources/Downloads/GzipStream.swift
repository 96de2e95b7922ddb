import CZlib
import Files
import Foundation

/// The contents of a gzip file, piece by piece, never more of them in memory than a piece.
final class GzipStream {
  private let path: String
  private let file: FileHandle
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var used = 0
  private var hasEnded = false

  /// - Throws: ``FileError`` when the file cannot be opened.
  init(_ path: String) throws {
    guard let file = FileHandle(forReadingAtPath: path) else { throw FileError(path: path, reason: "cannot be read") }
    self.path = path
    self.file = file
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 is the largest window; 16 more asks for gzip's header and checksums.
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw FileError(path: path, reason: "cannot be unpacked for lack of memory")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    try? file.close()
  }

  /// The next bytes, as many as asked for; fewer only at the end.
  ///
  /// - Throws: ``DownloadError`` for a file that is damaged or cut short.
  func read(_ count: Int) throws -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count, !hasEnded {
      if used == input.count {
        input = try file.read(upToCount: 1 << 16).map { [UInt8]($0) } ?? []
        used = 0
        guard !input.isEmpty else { throw DownloadError(.damaged, "\(path) is cut short") }
      }
      let (status, read, written) = inflate(into: &output, from: filled)
      used += read
      filled += written
      switch status {
      case Z_STREAM_END: hasEnded = true
      case Z_OK, Z_BUF_ERROR: break
      default: throw DownloadError(.damaged, "\(path) is a damaged gzip file")
      }
    }
    output.removeLast(count - filled)
    return output
  }

  private func inflate(into output: inout [UInt8], from start: Int) -> (status: Int32, read: Int, written: Int) {
    input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        let (available, room) = (input.count - used, output.count - start)
        stream.pointee.next_in = input.baseAddress.map { $0 + used }
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = output.baseAddress.map { $0 + start }
        stream.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        return (status, available - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out))
      }
    }
  }
}
