import Foundation

/// A PNG file put together chunk by chunk, with right checksums, for files that our writer does not make.
struct RawPNG {
  private var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The colour type is 0 for grey, 2 for RGB, 3 for a palette, 4 for grey and 6 for RGB with alpha.
  ///
  /// Each scanline begins with its filter byte. `transparency` is the chunk tRNS, `exif` the chunk eXIf.
  init(
    width: UInt32, height: UInt32, depth: UInt8 = 8, colorType: UInt8, interlaced: Bool = false,
    palette: [UInt8] = [], transparency: [UInt8] = [], exif: [UInt8] = [], scanlines: [UInt8]
  ) {
    append("IHDR", Self.big(width) + Self.big(height) + [depth, colorType, 0, 0, interlaced ? 1 : 0])
    if !exif.isEmpty { append("eXIf", exif) }
    if !palette.isEmpty { append("PLTE", palette) }
    if !transparency.isEmpty { append("tRNS", transparency) }
    // One stored block of zlib: no compression.
    let count = UInt16(scanlines.count)
    let block = [1, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)] + scanlines
    append("IDAT", [0x78, 0x01] + block + Self.big(Self.adler(scanlines)))
    append("IEND", [])
  }

  var data: Data { Data(bytes) }

  private mutating func append(_ type: String, _ content: [UInt8]) {
    let body = Array(type.utf8) + content
    bytes += Self.big(UInt32(content.count)) + body + Self.big(Self.crc(body))
  }

  private static func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }
}

/// The chunks of a PNG file, in order.
func chunks(of png: Data) -> [(type: String, content: [UInt8])] {
  let bytes = [UInt8](png)
  var result: [(type: String, content: [UInt8])] = []
  var start = 8
  while start + 12 <= bytes.count {
    let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    let type = String(decoding: bytes[start + 4..<start + 8], as: UTF8.self)
    result.append((type, Array(bytes[start + 8..<start + 8 + length])))
    start += 12 + length
  }
  return result
}
