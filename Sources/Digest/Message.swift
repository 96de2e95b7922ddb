/// A hash function that takes in blocks of 64 bytes, one after another: what MD5 and SHA-256 have in common.
protocol BlockFunction {
  init()

  /// The hash of the blocks so far, in the order of the digest.
  var state: [UInt32] { get }

  /// Whether numbers are stored with their high byte first, in the message as in the digest.
  static var isBigEndian: Bool { get }

  /// Takes in the next block, as 16 numbers.
  mutating func mix(_ block: Block)
}

typealias Block = InlineArray<16, UInt32>

/// A message that arrives in pieces: cuts it into blocks and pads the last one with a bit and its length.
struct Message<Function: BlockFunction> {
  private var function = Function()
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let missing = rest.prefix(64 - pending.count)
      pending.append(contentsOf: missing)
      rest = rest.dropFirst(missing.count)
      if pending.count < 64 { return }
      pending.withUnsafeBytes { function.mix(Self.block($0[...])) }
      pending.removeAll(keepingCapacity: true)
    }
    while rest.count >= 64 {
      function.mix(Self.block(rest.prefix(64)))
      rest = rest.dropFirst(64)
    }
    pending.append(contentsOf: rest)
  }

  consuming func digest() -> String {
    let bits = length * 8
    let zeros = (64 + 55 - pending.count) % 64
    let tail = [0x80] + [UInt8](repeating: 0, count: zeros) + Self.bytes(of: bits)
    tail.withUnsafeBytes { append($0) }
    return function.state.flatMap { Self.bytes(of: $0) }.map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }

  private static func block(_ bytes: Slice<UnsafeRawBufferPointer>) -> Block {
    let bytes = UnsafeRawBufferPointer(rebasing: bytes)
    return Block { index in
      let number = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
      return Function.isBigEndian ? UInt32(bigEndian: number) : UInt32(littleEndian: number)
    }
  }

  private static func bytes<Number: FixedWidthInteger>(of number: Number) -> [UInt8] {
    withUnsafeBytes(of: Function.isBigEndian ? number.bigEndian : number.littleEndian) { Array($0) }
  }
}
