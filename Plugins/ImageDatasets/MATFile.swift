import Foundation

/// What is needed of MATLAB's file format, level 5: a table of numbers and texts, compressed or not.
///
/// A file is a header of 128 bytes and elements; an element is a type, a length and as many bytes, filled up to a multiple of 8.
///
/// Source: The MathWorks, "MAT-File Format", chapter 1.
enum MATFile {
  /// The columns of an array of structures, by the names of the fields.
  typealias Table = [String: [Value]]

  /// A field of a structure.
  enum Value: Sendable, Equatable {
    case number(Double)
    case text(String)
    /// What nobody here looks at.
    case other
  }

  /// What is wrong with a file, to be said after its name.
  struct Damage: Error, Equatable { let reason: String }

  /// The array of structures of a name.
  ///
  /// - Throws: ``Damage``.
  static func table(_ name: String, in data: Data) throws -> Table {
    let bytes = [UInt8](data)
    guard bytes.count > 128, bytes[126...127].elementsEqual("IM".utf8) else {
      throw Damage(reason: "is no file of MATLAB's, level 5, written on a common machine")
    }
    var elements = Elements(bytes[128...])
    while var element = try elements.next() {
      if element.type == .compressed {
        do {
          var unpacked = Elements([UInt8](try Gzip.decompressed(Data(element.bytes), limit: 1 << 26))[...])
          guard let inner = try unpacked.next() else { throw Damage(reason: "has an empty part") }
          element = inner
        } catch let error as GzipError {
          throw Damage(reason: error.reason)
        }
      }
      if element.type == .matrix, let table = try Self.table(name, of: element.bytes) { return table }
    }
    throw Damage(reason: "has no table '\(name)'")
  }

  // MARK: - Elements

  private enum Kind: UInt32 {
    case int8 = 1
    case uint8, int16, uint16, int32, uint32, single
    case double = 9
    case matrix = 14
    case compressed, utf8
  }

  private struct Element {
    let type: Kind?
    let bytes: ArraySlice<UInt8>

    /// The elements as numbers.
    var numbers: [Double] {
      func parts<Number: FixedWidthInteger>(_: Number.Type) -> [Number] {
        let width = Number.bitWidth / 8
        return stride(from: bytes.startIndex, to: bytes.endIndex - width + 1, by: width).map { start in
          bytes[start..<start + width].reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
        }
      }
      return switch type {
      case .int8: parts(UInt8.self).map { Double(Int8(bitPattern: $0)) }
      case .uint8, .utf8: bytes.map(Double.init)
      case .int16: parts(Int16.self).map(Double.init)
      case .uint16: parts(UInt16.self).map(Double.init)
      case .int32: parts(Int32.self).map(Double.init)
      case .uint32: parts(UInt32.self).map(Double.init)
      case .single: parts(UInt32.self).map { Double(Float(bitPattern: $0)) }
      case .double: parts(UInt64.self).map(Double.init(bitPattern:))
      case .matrix, .compressed, nil: []
      }
    }

    var text: String {
      type == .utf8
        ? String(decoding: bytes, as: UTF8.self)
        : String(decoding: numbers.map { UInt16(exactly: $0) ?? 0xFFFD }, as: UTF16.self)
    }
  }

  private struct Elements {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next element; nil at the end.
    mutating func next() throws -> Element? {
      guard !rest.isEmpty else { return nil }
      func word(_ place: Int) throws -> UInt32 {
        guard rest.count >= place + 4 else { throw Damage(reason: "is cut short") }
        let start = rest.startIndex + place
        return rest[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
      }
      let first = try word(0)
      // Up to four bytes may stand in the place of the length, which then is beside the type.
      let isShort = first >> 16 != 0
      let type = Kind(rawValue: first & 0xFFFF)
      let length = isShort ? Int(first >> 16) : Int(try word(4))
      let header = isShort ? 4 : 8
      guard rest.count - header >= length, !isShort || length <= 4 else { throw Damage(reason: "is cut short") }
      let bytes = rest.dropFirst(header).prefix(length)
      let padded = isShort ? 8 : type == .compressed ? header + length : header + (length + 7) / 8 * 8
      rest = rest.dropFirst(padded)
      return Element(type: type, bytes: bytes)
    }

    mutating func required() throws -> Element {
      guard let element = try next() else { throw Damage(reason: "is cut short") }
      return element
    }
  }

  // MARK: - Matrices

  private static let (structures, characters) = (2.0, 4.0)

  /// The table in a matrix element; nil for one of another name or kind.
  private static func table(_ name: String, of matrix: ArraySlice<UInt8>) throws -> Table? {
    var parts = Elements(matrix)
    let flags = try parts.required().numbers
    let dimensions = try parts.required().numbers
    let found = try parts.required().text
    guard let kind = flags.first, kind.truncatingRemainder(dividingBy: 256) == structures, found == name else {
      return nil
    }
    guard let width = try parts.required().numbers.first, let width = Int(exactly: width), width > 0 else {
      throw Damage(reason: "has fields without names")
    }
    let names = try parts.required().bytes
    let fields = stride(from: names.startIndex, to: names.endIndex, by: width).map { start in
      String(decoding: names[start..<min(start + width, names.endIndex)].prefix { $0 != 0 }, as: UTF8.self)
    }
    let rows = dimensions.reduce(1, *)
    guard !fields.isEmpty, rows >= 1, rows <= 1_000_000 else { throw Damage(reason: "has a table of no size") }
    var table: Table = [:]
    for _ in 0..<Int(rows) {
      for field in fields { table[field, default: []].append(try value(of: parts.required().bytes)) }
    }
    return table
  }

  /// What a matrix of one number, or of one row of characters, holds.
  private static func value(of matrix: ArraySlice<UInt8>) throws -> Value {
    guard !matrix.isEmpty else { return .other }
    var parts = Elements(matrix)
    let flags = try parts.required().numbers
    _ = try parts.required()
    _ = try parts.required()
    guard let kind = flags.first?.truncatingRemainder(dividingBy: 256), let content = try parts.next() else {
      return .other
    }
    if kind == characters { return .text(content.text) }
    guard kind > characters, content.numbers.count == 1 else { return .other }
    return .number(content.numbers[0])
  }
}
