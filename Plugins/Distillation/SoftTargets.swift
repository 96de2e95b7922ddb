import WorkbenchCore

/// Soft targets: the probabilities of a deeper exit, softened by a temperature, that an earlier one learns.
///
/// No gradient reaches the teacher.
struct SoftTargets {
  private let logProbabilities: Tensor
  private let temperature: Double

  /// The probabilities of logits `[N, classes]`.
  init(_ teacher: Tensor, temperature: Double) throws {
    logProbabilities = try (teacher.detached() / temperature).logSoftmax(dim: 1)
    self.temperature = temperature
  }

  /// `-sum of p * log q` over the classes, averaged over the batch, with `p` the teacher's and `q` the student's
  /// probabilities.
  func crossEntropy(of student: Tensor) throws -> Tensor {
    try (student / temperature).crossEntropy(logProbabilities.exponential())
  }

  /// `sum of p * log(p / q)` over the classes, `[N]`: the cross entropy less what no student can get below.
  func divergence(of student: Tensor) throws -> Tensor {
    let student = try (student / temperature).logSoftmax(dim: 1)
    return try (logProbabilities.exponential() * (logProbabilities - student)).sum(dims: [1])
  }
}
