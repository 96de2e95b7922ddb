internal import CCrypto

/// A message that arrives in pieces, and its digest, computed by libcrypto.
struct MessageDigest: ~Copyable {
  private let context: OpaquePointer

  init(_ algorithm: Algorithm) {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, algorithm.function, nil) == 1 else {
      preconditionFailure("libcrypto's default provider computes \(algorithm)")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest in hexadecimal digits.
  consuming func digits() -> String {
    var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    EVP_DigestFinal_ex(context, &bytes, &count)
    return bytes.prefix(Int(count)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

/// Which digest it is.
enum Algorithm: String {
  case md5 = "MD5"
  case sha256 = "SHA2-256"

  /// libcrypto's function, which lives as long as the program.
  var function: OpaquePointer? { self == .md5 ? Self.md5Function : Self.sha256Function }

  nonisolated(unsafe) private static let md5Function = EVP_MD_fetch(library, Self.md5.rawValue, nil)
  nonisolated(unsafe) private static let sha256Function = EVP_MD_fetch(library, Self.sha256.rawValue, nil)

  /// A libcrypto of our own, which the system's configuration does not reach: machines in FIPS mode have no MD5 elsewhere.
  nonisolated(unsafe) private static let library: OpaquePointer? = {
    let library = OSSL_LIB_CTX_new()
    OSSL_PROVIDER_load(library, "default")
    return library
  }()
}
