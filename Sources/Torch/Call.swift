internal import CTorch

/// Calls a C function that returns a tensor; its operands live until it returns.
///
/// Every operation of ``Tensor`` goes through this file: one place for lifetimes and for errors.
/// `node` is what a recorded ``OperationGraph`` calls the operation.
/// - Throws: ``TorchError`` with the operation's name and the operands' shapes, when the function returns NULL.
@inline(__always)
func call(
  _ operation: StaticString, _ operands: Tensor?..., as node: @autoclosure () -> OperationGraph.Operation? = nil,
  stopped: ChannelRanges = ChannelRanges(), cleared: ChannelRanges = ChannelRanges(), body: () -> ct_tensor?
) throws(TorchError) -> Tensor {
  let result = withExtendedLifetime(operands, body)
  guard let result else { throw lastError(operation, operands) }
  let tensor = Tensor(owning: result, stoppedChannels: stopped, clearedChannels: cleared)
  GraphRecorder.current?.record(node() ?? .other("\(operation)"), operands, result: tensor)
  return tensor
}

/// Calls a C function that makes a tensor of a list of tensors.
@inline(__always)
func call(
  _ operation: StaticString, list: [Tensor], as node: @autoclosure () -> OperationGraph.Operation? = nil,
  stopped: ChannelRanges = ChannelRanges(), cleared: ChannelRanges = ChannelRanges(),
  body: (ct_tensors) -> ct_tensor?
) throws(TorchError) -> Tensor {
  guard let result = list.lent(body) else { throw lastError(operation, list) }
  let tensor = Tensor(owning: result, stoppedChannels: stopped, clearedChannels: cleared)
  GraphRecorder.current?.record(node() ?? .other("\(operation)"), list, result: tensor)
  return tensor
}

/// Calls a C function that returns a tensor with the values of `operand`, in other memory or another graph.
@inline(__always)
func callSame(
  _ operation: StaticString, _ operand: Tensor, stopped: ChannelRanges = ChannelRanges(),
  cleared: ChannelRanges = ChannelRanges(), body: () -> ct_tensor?
) throws(TorchError) -> Tensor {
  guard let result = withExtendedLifetime(operand, body) else { throw lastError(operation, [operand]) }
  let tensor = Tensor(owning: result, stoppedChannels: stopped, clearedChannels: cleared)
  GraphRecorder.current?.record(tensor, equalTo: operand)
  return tensor
}

/// Calls a C function that returns a status, 0 when it worked; its operands live until it returns.
@inline(__always)
func check(_ operation: StaticString, _ operands: [Tensor?], body: () -> Int32) throws(TorchError) {
  if withExtendedLifetime(operands, body) != 0 { throw lastError(operation, operands) }
}

@inline(never)
private func lastError(_ operation: StaticString, _ operands: [Tensor?]) -> TorchError {
  TorchError(
    operation: "\(operation)", shapes: operands.compactMap { $0?.shape }, reason: String(cString: ct_error()))
}

extension [Int] {
  /// Lends the numbers to C.
  @inline(__always)
  func lent<Result>(_ body: (ct_ints) -> Result) -> Result {
    withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: Int64.self) { body(ct_ints(items: $0.baseAddress, count: Int64($0.count))) }
    }
  }
}

extension [Tensor] {
  /// Lends the handles to C; the tensors live until `body` returns.
  @inline(__always)
  func lent<Result>(_ body: (ct_tensors) -> Result) -> Result {
    withExtendedLifetime(self) {
      map { Optional($0.handle) }.withUnsafeBufferPointer {
        body(ct_tensors(items: $0.baseAddress, count: Int64($0.count)))
      }
    }
  }
}
