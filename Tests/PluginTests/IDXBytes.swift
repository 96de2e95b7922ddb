/// The bytes of IDX files, as MNIST has them, for tests of their reader.
enum IDXBytes {
  /// A file of bytes with a shape, in row-major order; elements count up from 0 when left out.
  static func file(_ shape: [Int], _ elements: [UInt8]? = nil) -> [UInt8] {
    let count = shape.reduce(1, *)
    let lengths = shape.flatMap { length in stride(from: 24, through: 0, by: -8).map { UInt8(length >> $0 & 0xFF) } }
    return [0, 0, 8, UInt8(shape.count)] + lengths + (elements ?? (0..<count).map { UInt8(truncatingIfNeeded: $0) })
  }

  /// The bytes as a gzip file that stores them as they are.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
    var checksum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(bytes.count, 2) + little(~bytes.count, 2) + bytes
      + little(Int(~checksum), 4) + little(bytes.count, 4)
  }
}
