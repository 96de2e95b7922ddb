import Errors
import Runtime

/// An operation that libtorch refused, with the shapes it was given.
public struct TorchError: StatusedError, CustomStringConvertible {
  /// The operation as written in Swift, such as `matmul`.
  public let operation: String
  /// The shapes of the operands, in the order of the call.
  public let shapes: [[Int]]
  /// libtorch's message, without its C++ backtrace.
  public let reason: String
  private let trace: Backtrace?

  init(operation: String, shapes: [[Int]], reason: String) {
    (self.operation, self.shapes) = (operation, shapes)
    self.reason = String(reason.prefix { !$0.isNewline })
    trace = try? Backtrace.capture(limit: 40)
  }

  /// One line such as `matmul on [2, 3], [4, 5]: …`, without the ``place``.
  public var description: String {
    let operands = shapes.map { "\($0)" }.joined(separator: ", ")
    return shapes.isEmpty ? "\(operation): \(reason)" : "\(operation) on \(operands): \(reason)"
  }

  /// The line of the program that called the operation, as `path:line`, where debug information tells.
  ///
  /// Finding it takes milliseconds, so it happens when the error is printed, not when it is thrown.
  public var place: String? {
    guard let frames = trace?.symbolicated()?.frames else { return nil }
    let lines = frames.lazy.compactMap { $0.symbol?.sourceLocation }.filter { $0.line > 0 }
    return lines.first { !$0.path.contains("Sources/Torch/") && !$0.path.contains("Sources/Layers/") }
      .map { "\($0.path):\($0.line)" }
  }

  /// How the program ends.
  public var exitStatus: ExitStatus { .badInput }
}
