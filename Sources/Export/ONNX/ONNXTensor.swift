import Foundation
import ProtocolBuffers
import WorkbenchCore

/// Numbers that are stored in an ONNX file.
struct ONNXTensor {
  /// The types that are written, numbered as `TensorProto.DataType` does.
  enum ElementType: Int {
    case float32 = 1
    case int64 = 7
  }

  let shape: [Int]
  let type: ElementType
  /// The elements in row-major order, little-endian.
  let data: Data

  /// A tensor's values in single precision, in which runtimes compute.
  init(_ tensor: Tensor) throws {
    (shape, type) = (tensor.shape, .float32)
    data = try tensor.converted(to: .float32).bytes()
  }

  /// A list of whole numbers.
  init(integers: [Int]) {
    (shape, type) = ([integers.count], .int64)
    data = integers.reduce(into: Data()) { data, value in
      withUnsafeBytes(of: Int64(value).littleEndian) { data.append(contentsOf: $0) }
    }
  }

  /// Numbers of a shape, which may be that of a single one, `[]`.
  init(numbers: [Float], shape: [Int]) {
    (self.shape, type) = (shape, .float32)
    data = numbers.reduce(into: Data()) { data, value in
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
  }

  /// The tensor as a `TensorProto`.
  func message(_ name: String) -> ProtocolMessage {
    var message = ProtocolMessage()
    message.add(1, packed: shape)
    message.add(2, type.rawValue)
    message.add(8, name)
    message.add(9, data)
    return message
  }
}

/// A constant that belongs to a node.
enum ONNXAttribute {
  case integer(Int)
  case integers([Int])
  case number(Double)
  case text(String)

  /// The attribute as an `AttributeProto`.
  func message(_ name: String) -> ProtocolMessage {
    var message = ProtocolMessage()
    message.add(1, name)
    switch self {
    case .number(let value):
      message.add(2, Float(value))
      message.add(20, 1)
    case .integer(let value):
      message.add(3, value)
      message.add(20, 2)
    case .text(let value):
      message.add(4, value)
      message.add(20, 3)
    case .integers(let values):
      for value in values { message.add(8, value) }
      message.add(20, 7)
    }
    return message
  }
}
