import Digest
import Testing

@Suite struct CRC32CTests {
  /// Source: RFC 3720, appendix B.4, and the usual check value.
  @Test func `the published examples come out`() {
    #expect(crc32c(Array("123456789".utf8)) == 0xE306_9283)
    #expect(crc32c([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(crc32c([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(crc32c([]) == 0)
  }
}
