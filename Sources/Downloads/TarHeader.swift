/// What stands before each member of a tar archive: a block of 512 bytes.
///
/// Source: POSIX.1-1988, "Extended tar Format" (ustar).
struct TarHeader: Equatable {
  /// What a member is.
  enum Kind: Equatable {
    case file, folder
    /// A link, a device, or an extension of the format.
    case other(UInt8)
  }

  static let block = 512

  let name: String
  /// Of the member's contents, which fill whole blocks after the header.
  let bytes: Int
  let kind: Kind

  /// Reads a block; `nil` for one that is no header.
  init?(_ block: [UInt8]) {
    guard block.count == Self.block else { return nil }
    func text(_ range: Range<Int>) -> String {
      String(decoding: block[range].prefix { $0 != 0 }, as: UTF8.self)
    }
    func octal(_ range: Range<Int>) -> Int? {
      let digits = text(range).filter { $0 != " " }
      return digits.isEmpty ? 0 : Int(digits, radix: 8)
    }
    // The checksum is the sum of all bytes, with blanks in its own place.
    let sum = block.indices.reduce(0) { $0 + (148..<156 ~= $1 ? 32 : Int(block[$1])) }
    guard octal(148..<156) == sum, let bytes = octal(124..<136), bytes >= 0 else { return nil }
    let prefix = block[257..<262].elementsEqual("ustar".utf8) ? text(345..<500) : ""
    name = prefix.isEmpty ? text(0..<100) : "\(prefix)/\(text(0..<100))"
    self.bytes = bytes
    kind =
      switch block[156] {
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): name.hasSuffix("/") ? .folder : .file
      case UInt8(ascii: "5"): .folder
      case let type: .other(type)
      }
  }

  /// Whether the name leads out of the folder that the archive is unpacked into.
  var leadsOut: Bool {
    name.hasPrefix("/") || name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
  }
}
