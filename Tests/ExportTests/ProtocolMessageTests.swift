import Foundation
import ProtocolBuffers
import Testing

/// The bytes that the format's own description gives for its examples.
@Suite struct ProtocolMessageTests {
  private func bytes(_ build: (inout ProtocolMessage) -> Void) -> [UInt8] {
    var message = ProtocolMessage()
    build(&message)
    return [UInt8](message.bytes)
  }

  @Test func `a number takes seven bits a byte`() {
    #expect(bytes { $0.add(1, 150) } == [0x08, 0x96, 0x01])
    #expect(bytes { $0.add(1, 0) } == [0x08, 0x00])
    #expect(bytes { $0.add(1, -2) } == [0x08, 0xFE] + [UInt8](repeating: 0xFF, count: 8) + [0x01])
  }

  @Test func `a text follows its length`() {
    #expect(bytes { $0.add(2, "testing") } == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
  }

  @Test func `a message lies in another one as its bytes`() {
    var inner = ProtocolMessage()
    inner.add(1, 150)
    #expect(bytes { $0.add(3, inner) } == [0x1A, 0x03, 0x08, 0x96, 0x01])
  }

  @Test func `repeated numbers are packed`() {
    #expect(bytes { $0.add(6, packed: [3, 270, 86_942]) } == [0x32, 0x06, 0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05])
  }

  @Test func `fractions take four and eight bytes`() {
    #expect(bytes { $0.add(1, Float(1)) } == [0x0D, 0, 0, 0x80, 0x3F])
    #expect(bytes { $0.add(1, 1.0) } == [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
  }

  @Test func `a field number above 15 takes two bytes`() {
    #expect(bytes { $0.add(20, 1) } == [0xA0, 0x01, 0x01])
  }
}
