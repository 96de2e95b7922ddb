/// The CRC-32C (Castagnoli) checksum of bytes, which record files such as TensorBoard's carry.
///
/// Source: RFC 3720, appendix B.4; the reflected polynomial is 0x82F63B78.
public func crc32c(_ bytes: some Sequence<UInt8>) -> UInt32 {
  ~bytes.reduce(~UInt32(0)) { crc32cTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
}

/// What a byte contributes.
private let crc32cTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0x82F6_3B78 ^ value >> 1 : value >> 1 }
}
