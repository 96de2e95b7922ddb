import Foundation

/// A message in the wire format of Protocol Buffers, written field by field; there is nothing to read with.
///
/// Fields are named by the numbers of the format's own description. Values equal to the default are written, too, as
/// readers take them.
///
/// Source: protobuf.dev, "Encoding".
package struct ProtocolMessage: Sendable {
  /// The encoded fields, in the order they were added.
  package private(set) var bytes = Data()

  package init() {}

  package mutating func add(_ field: Int, _ value: Int) {
    key(field, .variable)
    variable(UInt64(bitPattern: Int64(value)))
  }

  package mutating func add(_ field: Int, _ value: Float) {
    key(field, .fourBytes)
    fixed(value.bitPattern)
  }

  package mutating func add(_ field: Int, _ value: Double) {
    key(field, .eightBytes)
    fixed(value.bitPattern)
  }

  package mutating func add(_ field: Int, _ value: String) { add(field, Data(value.utf8)) }

  package mutating func add(_ field: Int, _ value: ProtocolMessage) { add(field, value.bytes) }

  package mutating func add(_ field: Int, _ value: Data) {
    key(field, .lengthDelimited)
    variable(UInt64(value.count))
    bytes += value
  }

  /// A repeated field of numbers, packed into one value.
  package mutating func add(_ field: Int, packed values: [Int]) {
    var content = ProtocolMessage()
    for value in values { content.variable(UInt64(bitPattern: Int64(value))) }
    add(field, content)
  }

  // MARK: - Encoding

  private enum WireType: UInt64 {
    case variable = 0
    case eightBytes = 1
    case lengthDelimited = 2
    case fourBytes = 5
  }

  private mutating func key(_ field: Int, _ type: WireType) { variable(UInt64(field) << 3 | type.rawValue) }

  /// Seven bits a byte, lowest first; the high bit says that more follow.
  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func fixed(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
