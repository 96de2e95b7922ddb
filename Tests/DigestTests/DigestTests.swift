import Digest
import Foundation
import Testing

/// A message and its published digest.
struct Vector: Sendable, CustomTestStringConvertible {
  let message: String
  let digest: String
  var testDescription: String { message.count > 20 ? "\(message.prefix(20))… (\(message.count))" : message }
}

@Suite struct DigestTests {
  /// Source: RFC 1321, section A.5.
  @Test(arguments: [
    Vector(message: "", digest: "d41d8cd98f00b204e9800998ecf8427e"),
    Vector(message: "a", digest: "0cc175b9c0f1b6a831c399e269772661"),
    Vector(message: "abc", digest: "900150983cd24fb0d6963f7d28e17f72"),
    Vector(message: "message digest", digest: "f96b697d7cb7938d525a2f31aaf161d0"),
    Vector(message: "abcdefghijklmnopqrstuvwxyz", digest: "c3fcd3d76192e4007dfb496cca67e13b"),
    Vector(
      message: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      digest: "d174ab98d277d9f5a5611c2c9f419d9f"),
    Vector(
      message: String(repeating: "1234567890", count: 8), digest: "57edf4a22be3c955ac49da2e2107b67a"),
  ])
  func `MD5 gives the digests of RFC 1321`(vector: Vector) {
    #expect(md5(vector.message.utf8) == vector.digest)
  }

  /// Source: NIST, examples to FIPS 180-4, and the short messages of the validation program (SHAVS).
  @Test(arguments: [
    Vector(message: "", digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    Vector(message: "abc", digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    Vector(
      message: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      digest: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    Vector(
      message: "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
        + "mnopqrstnopqrstu",
      digest: "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
  ])
  func `SHA-256 gives the digests of FIPS 180-4`(vector: Vector) {
    #expect(sha256(vector.message.utf8) == vector.digest)
  }

  /// Lengths about the ends of a block, where the padding takes another block; digests by Python's `hashlib`.
  @Test(arguments: [
    (
      55,
      [
        "6912ee65fff2d9f9ce2508cddf8bcda0",
        "463eb28e72f82e0a96c0a4cc53690c571281131f672aa229e0d45ae59b598b59",
      ]
    ),
    (
      56,
      [
        "51fdd1acda72405dfdfa03fcb85896d7",
        "da2ae4d6b36748f2a318f23e7ab1dfdf45acdc9d049bd80e59de82a60895f562",
      ]
    ),
    (
      63,
      [
        "48a6295221902e8e0938f773a7185e72",
        "29af2686fd53374a36b0846694cc342177e428d1647515f078784d69cdb9e488",
      ]
    ),
    (
      64,
      [
        "b2d3f56bc197fd985d5965079b5e7148",
        "fdeab9acf3710362bd2658cdc9a29e8f9c757fcf9811603a8c447cd1d9151108",
      ]
    ),
    (
      65,
      [
        "8bd7053801c768420faf816fadba971c",
        "4bfd2c8b6f1eec7a2afeb48b934ee4b2694182027e6d0fc075074f2fabb31781",
      ]
    ),
    (
      119,
      [
        "1c772251899a7ff007400b888d6b2042",
        "da18797ed7c3a777f0847f429724a2d8cd5138e6ed2895c3fa1a6d39d18f7ec6",
      ]
    ),
    (
      120,
      [
        "b7ba1efc6022e9ed272f00b8831e26e6",
        "f52b23db1fbb6ded89ef42a23ce0c8922c45f25c50b568a93bf1c075420bbb7c",
      ]
    ),
    (
      1000,
      [
        "a24f1e3ef66950e1327f210e3997ba2c",
        "4e4c294b331f7a2099a379bec34b9f9fc03dc46ab465d998f4d683da53487e6d",
      ]
    ),
  ])
  func `lengths about the end of a block are padded`(count: Int, expected: [String]) {
    let bytes = (0..<count).map { UInt8($0 % 251) }
    #expect([md5(bytes), sha256(bytes)] == expected)
  }

  @Test func `a file read in pieces has the digest of its bytes`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("digest-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = (0..<(1 << 20) + 77).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(try md5(ofFile: path) == md5(bytes))
    #expect(try sha256(ofFile: path) == sha256(bytes))
  }

  @Test func `a missing file is an error`() {
    #expect(throws: (any Error).self) { try sha256(ofFile: "/nowhere/at all") }
  }
}
