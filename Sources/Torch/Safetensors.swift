import Errors
import Foundation

/// Named tensors in one file, in the format of the safetensors library: nothing executable, readable everywhere.
///
/// A file is the header's length (8 bytes, little-endian), the header (JSON: type, shape and place of every tensor), and the
/// elements.
///
/// ```swift
/// let file = Safetensors(["weight": try Tensor.zeros([10, 64])], metadata: ["format": "pt"])
/// let bytes = try file.encoded()
/// let weight = try Safetensors(bytes).tensors["weight"]
/// ```
///
/// Source: the format's description at github.com/huggingface/safetensors, version 0.8.
public struct Safetensors {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// Texts about the file as a whole, the header's `__metadata__`; left out of the file when there are none.
  public var metadata: [String: String]

  /// A file to write, or to add tensors to.
  public init(_ tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    (self.tensors, self.metadata) = (tensors, metadata)
  }

  /// The longest header that is read, in bytes.
  static let headerLimit = 100_000_000

  // MARK: - Writing

  /// The file's bytes: the same for the same tensors, whatever the order they were put in.
  public func encoded() throws -> Data {
    // Largest element first, then by name, so that every tensor is aligned to its element.
    let order = tensors.sorted { a, b in
      (b.value.type.byteCount, a.key) < (a.value.type.byteCount, b.key)
    }
    var header: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      header.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var body = Data()
    for (name, tensor) in order {
      let start = body.count
      body += try tensor.bytes()
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      header.append(
        "\(Self.quoted(name)):{\"dtype\":\"\(tensor.type.code)\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(body.count)]}"
      )
    }
    var text = Data("{\(header.joined(separator: ","))}".utf8)
    text += Data(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + body
  }

  private static func quoted(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "\"") { quoted, scalar in
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20: quoted += String(format: "\\u%04x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    } + "\""
  }

  // MARK: - Reading

  /// Reads a file's bytes; the tensors are on the CPU.
  ///
  /// - Throws: ``SafetensorsError`` for anything that is not such a file, found before memory is taken for it.
  public init(_ data: Data) throws {
    let data = Data(data)
    guard data.count >= 8 else { throw SafetensorsError("the file has \(data.count) bytes, too few for a header") }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= Self.headerLimit, Int(length) <= data.count - 8 else {
      throw SafetensorsError("the header claims \(length) bytes, but the file has \(data.count)")
    }
    let headerEnd = 8 + Int(length)
    guard data.count > 8, data[8] == UInt8(ascii: "{"),
      let header = try? JSONSerialization.jsonObject(with: data[8..<headerEnd]) as? [String: Any]
    else { throw SafetensorsError("the header is not a JSON object") }

    tensors = [:]
    metadata = [:]
    if let entry = header["__metadata__"] {
      guard let texts = entry as? [String: String] else { throw SafetensorsError("__metadata__ holds more than texts") }
      metadata = texts
    }
    let body = data[headerEnd...]
    var places: [(Range<Int>, String)] = []
    for (name, entry) in header where name != "__metadata__" {
      guard let entry = entry as? [String: Any], let code = entry["dtype"] as? String,
        let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
      else { throw SafetensorsError("the entry of '\(name)' lacks dtype, shape or data_offsets") }
      guard let type = ElementType(code: code) else {
        throw SafetensorsError("'\(name)' has elements of type \(code), which the workbench does not read")
      }
      var bytes = type.byteCount
      for length in shape {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
        guard length >= 0, !overflow else { throw SafetensorsError("'\(name)' has the impossible shape \(shape)") }
        bytes = product
      }
      guard offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] - offsets[0] == bytes, offsets[1] <= body.count else {
        throw SafetensorsError("'\(name)' claims the bytes \(offsets) of \(body.count), for \(bytes)")
      }
      places.append((offsets[0]..<offsets[1], name))
      let elements = body[body.startIndex + offsets[0]..<body.startIndex + offsets[1]]
      tensors[name] = try Tensor(elements.bytes, shape, of: type)
    }
    let sorted = places.filter { !$0.0.isEmpty }.sorted { $0.0.lowerBound < $1.0.lowerBound }
    var end = 0
    for (range, name) in sorted {
      guard range.lowerBound == end else {
        throw SafetensorsError("'\(name)' overlaps another tensor or leaves a hole")
      }
      end = range.upperBound
    }
    guard end == body.count else { throw SafetensorsError("\(body.count - end) bytes belong to no tensor") }
  }
}

/// A file that is not in safetensors format, or damaged.
public struct SafetensorsError: StatusedError, CustomStringConvertible, Equatable {
  /// What is wrong with the file, which it does not name: only the caller knows its path.
  public let description: String

  init(_ description: String) { self.description = description }

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}

extension ElementType {
  /// The type's name in the format.
  var code: String {
    switch self {
    case .uint8: "U8"
    case .int8: "I8"
    case .int16: "I16"
    case .int32: "I32"
    case .int64: "I64"
    case .float16: "F16"
    case .float32: "F32"
    case .float64: "F64"
    case .bool: "BOOL"
    case .bfloat16: "BF16"
    }
  }

  init?(code: String) {
    guard let type = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = type
  }
}
