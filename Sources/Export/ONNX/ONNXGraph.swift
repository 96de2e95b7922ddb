import Foundation
import ProtocolBuffers
import WorkbenchCore

/// A recorded graph in the terms of ONNX: named values, nodes and initializers.
///
/// Field numbers are those of `onnx.proto`, version IR 8; operators are those of set 17.
struct ONNXGraph {
  /// The version of the operators that ``append(_:of:)`` writes.
  static let operatorSet = 17

  private let graph: OperationGraph
  /// The values that nodes and outputs read.
  private let read: Set<OperationGraph.Value>
  private var names: [OperationGraph.Value: String]
  private var message = ProtocolMessage()
  private var count = 0
  private var initializers: Set<String> = []

  /// Translates a graph; values get names, constants those that `parameters` knows.
  ///
  /// Inputs that nothing reads are left out. The first dimension of inputs and outputs is the batch's.
  ///
  /// - Throws: ``ExportError`` for an operation that ONNX is not told.
  init(
    _ graph: OperationGraph, name: String, inputs: [String], outputs: [String],
    parameters: [ObjectIdentifier: String]
  ) throws {
    self.graph = graph
    read = Set(graph.nodes.flatMap(\.inputs) + graph.outputs)
    names = [:]
    for (value, name) in zip(graph.inputs, inputs) { names[value] = name }
    for (value, tensor) in graph.constants {
      let name = parameters[ObjectIdentifier(tensor)] ?? "constant.\(value)"
      names[value] = name
      addInitializer(name, try ONNXTensor(tensor))
    }
    for node in graph.nodes { try append(node) }
    for (value, output) in zip(graph.outputs, outputs) { node("Identity", [self.name(value)], output) }
    message.add(2, name)
    for (value, input) in zip(graph.inputs, inputs) where read.contains(value) {
      message.add(11, Self.description(input, graph.shapes[value]))
    }
    for (value, output) in zip(graph.outputs, outputs) {
      message.add(12, Self.description(output, graph.shapes[value]))
    }
  }

  /// The whole file.
  func model() -> Data {
    var model = ProtocolMessage()
    model.add(1, 8)
    model.add(2, "multi-exit workbench")
    model.add(7, message)
    var operators = ProtocolMessage()
    operators.add(1, "")
    operators.add(2, Self.operatorSet)
    model.add(8, operators)
    return model.bytes
  }

  // MARK: - Writing

  /// The name of a value.
  func name(_ value: OperationGraph.Value) -> String { names[value] ?? "value.\(value)" }

  /// The length of every dimension of a value.
  func shape(of value: OperationGraph.Value) -> [Int] { graph.shapes[value] }

  /// The name of the first input that is read; its first dimension is the batch.
  var batchInput: String { name(graph.inputs.first(where: read.contains) ?? 0) }

  /// Adds a node and returns the name of its result, a new one unless given.
  @discardableResult
  mutating func node(
    _ type: String, _ inputs: [String], _ output: String? = nil, _ attributes: [(String, ONNXAttribute)] = []
  ) -> String {
    let output = output ?? "intermediate.\(count)"
    var node = ProtocolMessage()
    for input in inputs { node.add(1, input) }
    node.add(2, output)
    node.add(3, "\(type).\(count)")
    node.add(4, type)
    for (name, attribute) in attributes { node.add(5, attribute.message(name)) }
    message.add(1, node)
    count += 1
    return output
  }

  /// The name of a list of whole numbers, which is made when there is none.
  mutating func integers(_ values: [Int]) -> String {
    let name = "integers." + values.map(String.init).joined(separator: ".")
    addInitializer(name, ONNXTensor(integers: values))
    return name
  }

  /// The name of a number, which is made when there is none.
  mutating func number(_ value: Double) -> String { numbers("number.\(Float(value))", [Float(value)], shape: []) }

  /// A list of numbers of a shape, under a name that says what they are.
  mutating func numbers(_ name: String, _ values: [Float], shape: [Int]) -> String {
    addInitializer(name, ONNXTensor(numbers: values, shape: shape))
    return name
  }

  private mutating func addInitializer(_ name: String, _ tensor: ONNXTensor) {
    guard initializers.insert(name).inserted else { return }
    message.add(5, tensor.message(name))
  }

  private static func description(_ name: String, _ shape: [Int]) -> ProtocolMessage {
    var dimensions = ProtocolMessage()
    for (index, length) in shape.enumerated() {
      var dimension = ProtocolMessage()
      if index == 0 { dimension.add(2, "N") } else { dimension.add(1, length) }
      dimensions.add(1, dimension)
    }
    var tensor = ProtocolMessage()
    tensor.add(1, ONNXTensor.ElementType.float32.rawValue)
    tensor.add(2, dimensions)
    var type = ProtocolMessage()
    type.add(1, tensor)
    var value = ProtocolMessage()
    value.add(1, name)
    value.add(2, type)
    return value
  }
}
