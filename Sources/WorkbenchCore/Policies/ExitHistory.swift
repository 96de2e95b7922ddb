import Torch

/// The logits of the exits up to one, for N samples: all that an exit policy may use.
///
/// ```swift
/// let seen = ExitHistory([try Tensor.zeros([8, 10]), try Tensor.zeros([8, 10])])  // two exits, eight samples
/// let predictions = try seen.predictions()  // [2][8]
/// ```
public struct ExitHistory {
  /// One `[N, classes]` for each exit so far, shallowest first; at least one.
  public let logits: [Tensor]

  /// What is right, `[N]`, while a policy is fitted, and for policies that declare ``ExitPolicy/readsLabels``.
  public let labels: [Int]?

  /// The history of an exit: its own logits and those of the exits before it.
  public init(_ logits: [Tensor], labels: [Int]? = nil) {
    precondition(!logits.isEmpty, "a history begins with the first exit")
    (self.logits, self.labels) = (logits, labels)
  }

  /// The logits of the deepest exit so far, `[N, classes]`.
  public var last: Tensor { logits[logits.count - 1] }

  /// The same as the deepest of the first `count` exits saw it.
  public func prefix(_ count: Int) -> ExitHistory { ExitHistory(Array(logits.prefix(count)), labels: labels) }

  /// The class that every exit so far gives every sample, `[exits][N]`; of equally likely ones, the first.
  public func predictions() throws -> [[Int]] { try logits.map { try $0.argmax(dim: 1).integers() } }
}
