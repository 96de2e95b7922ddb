import WorkbenchCore

/// A policy that looks at the probabilities of the exit alone.
protocol ProbabilityPolicy: ExitPolicy {
  /// How sure every row of probabilities `[N, classes]` is: `[N]`, in 0...1.
  static func scores(of probabilities: Tensor) throws -> Tensor
}

extension ProbabilityPolicy {
  func scores(_ seen: ExitHistory) throws -> [Float] {
    try Self.scores(of: seen.last.softmax(dim: 1)).clamped(to: 0...1).elements()
  }
}
