import Foundation

/// The MD5 digest of bytes in memory, as 32 hexadecimal digits.
///
/// Tells damaged files apart, as the publishers of older data sets list it; it is no protection against forgery.
public func md5(_ bytes: some Sequence<UInt8>) -> String { digest(of: bytes, MD5.self) }

/// The MD5 digest of a file, as 32 hexadecimal digits; reads it in pieces.
///
/// - Throws: Foundation's error when the file cannot be read.
public func md5(ofFile path: String) throws -> String { try digest(ofFile: path, MD5.self) }

/// The SHA-256 digest of bytes in memory, as 64 hexadecimal digits.
public func sha256(_ bytes: some Sequence<UInt8>) -> String { digest(of: bytes, SHA256.self) }

/// The SHA-256 digest of a file, as 64 hexadecimal digits; reads it in pieces.
///
/// - Throws: Foundation's error when the file cannot be read.
public func sha256(ofFile path: String) throws -> String { try digest(ofFile: path, SHA256.self) }

private func digest<Function: BlockFunction>(of bytes: some Sequence<UInt8>, _: Function.Type) -> String {
  var message = Message<Function>()
  if bytes.withContiguousStorageIfAvailable({ message.append(UnsafeRawBufferPointer($0)) }) == nil {
    Array(bytes).withUnsafeBytes { message.append($0) }
  }
  return message.digest()
}

private func digest<Function: BlockFunction>(ofFile path: String, _: Function.Type) throws -> String {
  let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
  defer { try? file.close() }
  var message = Message<Function>()
  while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
    piece.withUnsafeBytes { message.append($0) }
  }
  return message.digest()
}
