import Testing

@testable import Downloads

@Suite struct ResponseReaderTests {
  /// What a reader hands on of a text that comes in pieces of a size.
  private static func parts(of text: String, inPiecesOf size: Int) throws -> [String] {
    var reader = ResponseReader()
    var parts: [String] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      let goesOn = try Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { piece in
        try reader.take(piece) { event in
          switch event {
          case .head(let head): parts.append("\(head.status) \(head.fields["a"] ?? "-")")
          case .bytes(let bytes): parts.append(String(decoding: bytes, as: UTF8.self))
          }
          return true
        }
      }
      #expect(goesOn)
    }
    return parts
  }

  private static let text = """
    HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /b\r\nA: 1\r\n\r\n\
    HTTP/1.0 200 OK\nA: 2\n\nthe\n\nbody\r\n\r\n
    """

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `heads that lead elsewhere are passed over, in whatever pieces they come`(size: Int) throws {
    let parts = try Self.parts(of: Self.text, inPiecesOf: size)
    #expect(parts.first == "200 2")
    #expect(parts.dropFirst().joined() == "the\n\nbody\r\n\r\n")
  }

  @Test func `nothing is handed on after what received it has had enough`() throws {
    var reader = ResponseReader()
    var count = 0
    let goesOn = try Array(Self.text.utf8).withUnsafeBytes {
      try reader.take($0) { _ in
        count += 1
        return false
      }
    }
    #expect(!goesOn && count == 1)
  }

  @Test func `heads have a limit, also those that lead from one to the next`() throws {
    let damage = ResponseReader.Damage(reason: "answers with more than 262144 bytes before the file")
    #expect(throws: damage) {
      try Self.parts(of: "HTTP/1.1 200 OK\r\n" + String(repeating: "a: b\r\n", count: 50_000), inPiecesOf: 5)
    }
    #expect(throws: damage) {
      try Self.parts(of: String(repeating: "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", count: 10_000), inPiecesOf: 999)
    }
  }

  @Test func `what is no response says so`() {
    #expect(throws: ResponseReader.Damage(reason: "answers with something else than HTTP")) {
      try Self.parts(of: "SSH-2.0-OpenSSH_9.2\r\n\r\n", inPiecesOf: 100)
    }
  }
}
