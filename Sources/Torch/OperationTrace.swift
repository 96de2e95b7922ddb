/// What a piece of work executed, counted operation by operation.
///
/// While a trace is current, the operations that cost something write themselves down: costs come from what really runs, not
/// from a second description of the model.
public final class OperationTrace {
  /// One executed operation; counts are for the whole batch.
  public struct Record: Sendable {
    /// The section that was current, such as `blocks.0`.
    public let section: String
    /// What was executed, which decides what ``operations`` counts.
    public let kind: Kind
    /// Multiply-accumulates of the forward pass: convolutions, linear maps and attention alone.
    public var multiplyAccumulates = 0
    /// Operations as MSDNet's counter has them: one for a multiply-accumulate, for a rectified value, for a value that a
    /// pooling window reads, for a bias of a linear map.
    public var operations = 0
    /// Whether the backward pass needs the gradient of the input.
    public var needsInputGradient = false
    /// Multiply-accumulates of the input gradient that stopped channels save.
    public var skippedMultiplyAccumulates = 0
    /// Bytes of the result, of convolutions, linear maps and attention alone.
    public var outputBytes = 0
  }

  /// The operations that are counted; additions, normalization and joining are not.
  public enum Kind: String, Sendable { case convolution, linear, attention, activation, pooling }

  /// What was executed, in order.
  public private(set) var records: [Record] = []
  /// The label of the records to come.
  public var section = ""

  @TaskLocal private static var local: Unchecked?

  /// A trace is used by the one thread that runs the work, inside ``recording(_:)`` alone.
  private struct Unchecked: @unchecked Sendable { let trace: OperationTrace }

  static var current: OperationTrace? { local?.trace }

  /// Marks the operations that follow as a part of `section`, when a trace is current.
  public static func enter(_ section: @autoclosure () -> String) { current?.section = section() }

  /// Runs `body` and returns what it executed.
  public static func recording(_ body: () throws -> Void) rethrows -> OperationTrace {
    let trace = OperationTrace()
    try $local.withValue(Unchecked(trace: trace), operation: body)
    return trace
  }

  func recordConvolution(_ input: Tensor, weight: Tensor, output: Tensor, groups: Int) {
    let positions = output.count / output.shape[1]
    let products = positions * weight.count
    var record = Record(section: section, kind: .convolution)
    record.multiplyAccumulates = products
    record.operations = products
    record.needsInputGradient = input.requiresGradient
    if groups == 1, input.requiresGradient {
      record.skippedMultiplyAccumulates = products / input.shape[1] * input.stoppedChannels.count
    }
    record.outputBytes = output.count * output.type.byteCount
    records.append(record)
  }

  func recordLinear(_ input: Tensor, weight: Tensor, bias: Tensor?) {
    let rows = input.count / (input.shape.last ?? 1)
    var record = Record(section: section, kind: .linear)
    record.multiplyAccumulates = rows * weight.count
    record.operations = rows * (weight.count + (bias?.count ?? 0))
    record.needsInputGradient = input.requiresGradient
    record.outputBytes = rows * weight.shape[0] * input.type.byteCount
    records.append(record)
  }

  /// Counts two products of matrices for every head: shares from queries and keys, and the mean of the values by them.
  ///
  /// The backward pass has two products for each of them, as it has for a linear map.
  func recordAttention(_ queries: Tensor, keys: Tensor) {
    let products = 2 * queries.count * keys.shape[2]
    var record = Record(section: section, kind: .attention)
    record.multiplyAccumulates = products
    record.operations = products
    record.needsInputGradient = queries.requiresGradient
    record.outputBytes = queries.count * queries.type.byteCount
    records.append(record)
  }

  func recordActivation(of input: Tensor) {
    var record = Record(section: section, kind: .activation)
    record.operations = input.count
    records.append(record)
  }

  /// Counts the values that the windows read; without `output`, the whole map is one window.
  func recordPooling(_ input: Tensor, output: Tensor?, kernel: Int) {
    var record = Record(section: section, kind: .pooling)
    record.operations = output.map { $0.count * kernel * kernel } ?? input.count
    records.append(record)
  }
}
