/// Splits what curl writes of a request, in whatever pieces it comes: heads, of which all but the last are passed over, and then a body.
struct ResponseReader {
  /// What is wrong with a response, to be said after its address.
  struct Damage: Error, Equatable { let reason: String }

  /// The most bytes that the heads of a request may have together; servers send some hundreds.
  static let headLimit = 1 << 18

  private var head: [UInt8] = []
  private var headBytes = 0
  private var isInBody = false
  /// Whether the line of the head that has begun is empty so far.
  private var isLineEmpty = false

  /// Takes the next bytes.
  ///
  /// - Parameters:
  ///   - bytes: what curl wrote, with its option `--include`.
  ///   - receive: takes the parts; returning `false` ends the request.
  /// - Returns: whether more is wanted.
  /// - Throws: ``Damage``, or what `receive` throws.
  mutating func take(_ bytes: UnsafeRawBufferPointer, _ receive: (Curl.Event) throws -> Bool) throws -> Bool {
    var start = bytes.startIndex
    while !isInBody {
      guard start < bytes.endIndex else { return true }
      let end = endOfHead(in: bytes, from: start)
      let piece = bytes[start..<(end ?? bytes.endIndex)]
      headBytes += piece.count
      guard headBytes <= Self.headLimit else {
        throw Damage(reason: "answers with more than \(Self.headLimit) bytes before the file")
      }
      head += piece
      guard let end else { return true }
      guard let response = ResponseHead(String(decoding: head, as: UTF8.self)) else {
        throw Damage(reason: "answers with something else than HTTP")
      }
      (start, head, isLineEmpty) = (end, [], false)
      guard !response.isFollowed else { continue }
      isInBody = true
      guard try receive(.head(response)) else { return false }
    }
    guard start < bytes.endIndex else { return true }
    return try receive(.bytes(UnsafeRawBufferPointer(rebasing: bytes[start...])))
  }

  /// The place behind the blank line that ends the head; nil where it is not in these bytes.
  private mutating func endOfHead(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    for index in start..<bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "\n") where isLineEmpty: return index + 1
      case UInt8(ascii: "\n"): isLineEmpty = true
      case UInt8(ascii: "\r"): break
      default: isLineEmpty = false
      }
    }
    return nil
  }
}
