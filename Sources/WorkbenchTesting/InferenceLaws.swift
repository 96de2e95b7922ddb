import Inference
import WorkbenchCore

/// What really leaving early must keep to, whatever the network, the strategy and the policy.
public enum InferenceLaws {
  private static let tolerance: Float = 1e-5

  /// Compares an engine with what the same network says in evaluation mode: every logit, every answer, every exit.
  ///
  /// Policies are fitted to the images themselves, and thresholds are such that about half of the samples leave at each exit.
  /// Batches are smaller than the number of images, so that those who stay are put together anew.
  ///
  /// - Parameters:
  ///   - network: whose running statistics are changed, so that there is something to fold.
  ///   - strategy: what edits the graph.
  ///   - policies: which decide in turn.
  ///   - images: `[N, C, H, W]`, at least six.
  ///   - labels: their classes.
  /// - Returns: what is wrong, one sentence each.
  /// - Throws: what network or policy throw.
  public static func violations(
    of network: Network, strategy: any GradientStrategy, policies: [any ExitPolicy], images: Tensor, labels: [Int]
  ) throws -> [String] {
    try spreadStatistics(of: network)
    let expected = try withoutGradients { try network(images, .evaluation, strategy: strategy).map(\.logits) }
    let engine = InferenceEngine(network, strategy: strategy, batchSize: 4)
    var found: [String] = []
    for (exit, (logits, wanted)) in zip(try engine.logits(of: images), expected).enumerated() {
      let difference = try (logits - wanted).absolute().elements(as: Float.self).max() ?? 0
      let size = try wanted.absolute().elements(as: Float.self).max() ?? 0
      if !(difference <= tolerance * max(1, size)) {
        found.append("exit \(exit) says something else, by \(difference)")
      }
    }
    for policy in policies {
      found += try violations(of: engine, policy: policy, images: images, labels: labels, expected: expected).map {
        "\(type(of: policy).name): \($0)"
      }
    }
    return found
  }

  private static func violations(
    of engine: InferenceEngine, policy: any ExitPolicy, images: Tensor, labels: [Int], expected: [Tensor]
  ) throws -> [String] {
    var policy = policy
    try policy.fit(
      to: ExitHistory(expected, labels: labels), within: ExitBudget(costs: expected.indices.map { Double($0 + 1) }))
    let history = ExitHistory(expected, labels: type(of: policy).readsLabels ? labels : nil)
    let exits = try expected.indices.map { exit in
      let seen = history.prefix(exit + 1)
      return (scores: try policy.scores(seen), answers: try policy.answers(seen).elements(as: Float.self))
    }
    // Between two scores, so that rounding decides nothing; whoever is as sure as others leaves or stays with them.
    let thresholds = exits.map { exit in
      let values = Set(exit.scores).sorted()
      return values.count > 1 ? (values[values.count / 2] + values[values.count / 2 - 1]) / 2 : values[0] + 1
    }
    let classes = exits[0].answers.count / labels.count
    let answers = try engine.answers(
      to: images, by: PolicyRule(policy, thresholds: thresholds, labels: labels))
    return answers.enumerated().compactMap { sample, answer -> String? in
      let scores = exits.map { $0.scores[sample] }
      if zip(scores, thresholds).contains(where: { abs($0 - $1) <= tolerance }) { return nil }
      let exit = scores.indices.dropLast().first { scores[$0] >= thresholds[$0] } ?? scores.count - 1
      guard answer.exit == exit else { return "sample \(sample) leaves at \(answer.exit) instead of \(exit)" }
      let wanted = exits[exit].answers[sample * classes..<(sample + 1) * classes]
      let size = wanted.reduce(1) { max($0, abs($1)) }
      let difference = zip(answer.logits, wanted).map { abs($0 - $1) }.max() ?? 0
      return difference <= tolerance * size ? nil : "sample \(sample) is answered otherwise, by \(difference)"
    }
  }

  /// Gives running means and variances values that a network in use has, where those of a new one are all 0 and 1.
  private static func spreadStatistics(of network: Network) throws {
    var random = RandomStream(seed: 1, purpose: "running statistics")
    for buffer in network.scope.buffers {
      let isVariance = buffer.name.hasSuffix("variance")
      let values = (0..<buffer.value.count).map { _ in isVariance ? 0.5 + random.uniform() : 0.2 * random.normal() }
      try buffer.value.assign(Tensor(values, buffer.value.shape))
    }
  }
}
