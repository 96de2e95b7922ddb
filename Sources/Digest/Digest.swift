import Foundation

/// The MD5 digest of bytes in memory, as 32 hexadecimal digits.
///
/// Tells damaged files apart, as the publishers of older data sets list it; it is no protection against forgery.
public func md5(_ bytes: some Sequence<UInt8>) -> String { digest(of: bytes, .md5) }

/// The MD5 digest of a file, as 32 hexadecimal digits; reads it in pieces.
///
/// - Throws: Foundation's error when the file cannot be read.
public func md5(ofFile path: String) throws -> String { try digest(ofFile: path, .md5) }

/// The SHA-256 digest of bytes in memory, as 64 hexadecimal digits.
public func sha256(_ bytes: some Sequence<UInt8>) -> String { digest(of: bytes, .sha256) }

/// The SHA-256 digest of a file, as 64 hexadecimal digits; reads it in pieces.
///
/// - Throws: Foundation's error when the file cannot be read.
public func sha256(ofFile path: String) throws -> String { try digest(ofFile: path, .sha256) }

private func digest(of bytes: some Sequence<UInt8>, _ algorithm: Algorithm) -> String {
  var message = MessageDigest(algorithm)
  if bytes.withContiguousStorageIfAvailable({ message.append(UnsafeRawBufferPointer($0)) }) == nil {
    Array(bytes).withUnsafeBytes { message.append($0) }
  }
  return message.digits()
}

private func digest(ofFile path: String, _ algorithm: Algorithm) throws -> String {
  let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
  defer { try? file.close() }
  var message = MessageDigest(algorithm)
  while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
    piece.withUnsafeBytes { message.append($0) }
  }
  return message.digits()
}
