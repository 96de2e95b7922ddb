/// What a piece of work computes, as a graph of operations: what another program needs to compute the same.
///
/// The graph comes from what really runs, not from a second description of the model; every operation of ``Tensor`` writes
/// itself down while a graph is recorded. Views that share memory are seen as copies: work that changes one of them in
/// place and then reads the other is recorded wrongly.
public struct OperationGraph {
  /// A tensor of the graph: an input, a constant or the result of a node.
  public typealias Value = Int

  /// One executed operation.
  public struct Node {
    /// What it computes.
    public let operation: Operation
    /// Its operands, in the order of the operation's parameters; an optional one that is absent is left out.
    public let inputs: [Value]
    /// What it results in.
    public let output: Value
  }

  /// A kind of operation, with the numbers that it takes besides tensors.
  ///
  /// In the shapes of ``reshape(_:)`` and ``expand(_:)``, 0 stands for the size of the batch.
  public enum Operation: Sendable, Equatable {
    case convolution(stride: Int, padding: Int, groups: Int)
    case linear
    case matrixProduct
    case batchNormalization(epsilon: Double)
    case layerNormalization(epsilon: Double)
    case attention
    case maximumPooling(kernel: Int, stride: Int, padding: Int)
    case averagePooling(kernel: Int, stride: Int)
    case bilinearUpsampling(factor: Int)
    case sum(dims: [Int], keepsDims: Bool)
    case mean(dims: [Int], keepsDims: Bool)
    case softmax(dim: Int)
    case logSoftmax(dim: Int)
    case add
    case subtract
    case multiply
    case divide
    case addNumber(Double)
    case multiplyByNumber(Double)
    case power(Double)
    case rectify
    case gelu
    case sigmoid
    case exponential
    case logarithm
    case absolute
    case squareRoot
    case clamp(ClosedRange<Double>)
    case reshape([Int])
    case expand([Int])
    case permute([Int])
    case narrow(dim: Int, Range<Int>)
    case concatenate(dim: Int)
    case clear(channels: Range<Int>)
    /// An operation of this name that no other program is told about.
    case other(String)
  }

  /// The operations, in the order they ran.
  public fileprivate(set) var nodes: [Node] = []
  /// The values of the inputs.
  public fileprivate(set) var inputs: [Value] = []
  /// The values of the results.
  public fileprivate(set) var outputs: [Value] = []
  /// The tensors that the work read besides its inputs: parameters and buffers.
  public fileprivate(set) var constants: [(value: Value, tensor: Tensor)] = []
  /// The shape of every value.
  public fileprivate(set) var shapes: [[Int]] = []

  /// Runs `body` and returns the operations that lead from `inputs` to its results.
  ///
  /// The first dimension of the first input is the batch's.
  public static func recording(_ inputs: [Tensor], _ body: () throws -> [Tensor]) rethrows -> OperationGraph {
    let recorder = GraphRecorder(inputs)
    let results = try GraphRecorder.$local.withValue(GraphRecorder.Unchecked(recorder: recorder), operation: body)
    return recorder.graph(of: results)
  }
}

/// Writes down operations while they run.
final class GraphRecorder {
  /// A recorder is used by the one thread that runs the work, inside ``OperationGraph/recording(_:_:)`` alone.
  fileprivate struct Unchecked: @unchecked Sendable { let recorder: GraphRecorder }

  @TaskLocal fileprivate static var local: Unchecked?

  static var current: GraphRecorder? { local?.recorder }

  private var graph = OperationGraph()
  private var values: [ObjectIdentifier: OperationGraph.Value] = [:]
  /// All tensors seen, so that no other one gets the identity of one that is gone.
  private var kept: [Tensor] = []
  private let batch: Int

  fileprivate init(_ inputs: [Tensor]) {
    batch = inputs.first?.shape.first ?? 0
    graph.inputs = inputs.map(newValue)
  }

  fileprivate func graph(of results: [Tensor]) -> OperationGraph {
    graph.outputs = results.map(value)
    return graph
  }

  /// Writes down an operation that made a tensor.
  func record(_ operation: OperationGraph.Operation, _ operands: [Tensor?], result: Tensor) {
    let inputs = operands.compactMap { $0 }.map(value)
    graph.nodes.append(OperationGraph.Node(operation: operation, inputs: inputs, output: newValue(result)))
  }

  /// Writes down an operation that changed a tensor in place: what reads it from now on reads the result.
  func record(_ operation: OperationGraph.Operation, changing tensor: Tensor, _ others: [Tensor] = []) {
    let inputs = ([tensor] + others).map(value)
    graph.nodes.append(OperationGraph.Node(operation: operation, inputs: inputs, output: newValue(tensor)))
  }

  /// Notes that a tensor has the values of another one.
  func record(_ result: Tensor, equalTo other: Tensor) {
    kept.append(result)
    values[ObjectIdentifier(result)] = value(other)
  }

  /// A shape with 0 in place of the size of the batch that is recorded.
  static func withoutBatch(_ shape: [Int]) -> [Int] {
    shape.first == current?.batch ? [0] + shape.dropFirst() : shape
  }

  private func newValue(_ tensor: Tensor) -> OperationGraph.Value {
    kept.append(tensor)
    graph.shapes.append(tensor.shape)
    values[ObjectIdentifier(tensor)] = graph.shapes.count - 1
    return graph.shapes.count - 1
  }

  private func value(_ tensor: Tensor) -> OperationGraph.Value {
    if let known = values[ObjectIdentifier(tensor)] { return known }
    let value = newValue(tensor)
    graph.constants.append((value, tensor))
    return value
  }
}
