import WorkbenchCore

/// What every exit policy must keep to.
public enum PolicyLaws {
  /// Scores five samples at each of three exits.
  ///
  /// - Parameters:
  ///   - type: the policy.
  ///   - keys: as a recipe would write them.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the policy throws.
  public static func violations(of type: any ExitPolicy.Type, keys: [String: String] = [:]) throws -> [String] {
    var found: [String] = []
    let policy = try type.init(Settings(for: type.settings, keys))
    var random = RandomStream(seed: 1, purpose: "logits")
    let logits = try (0..<3).map { _ in try Tensor((0..<20).map { _ in Float(3 * random.normal()) }, [5, 4]) }
    for exit in logits.indices {
      let seen = Array(logits[...exit])
      let scores = try policy.scores(seen)
      if scores.count != 5 { found.append("exit \(exit) has \(scores.count) scores for five samples") }
      if !scores.allSatisfy(\.isFinite) { found.append("exit \(exit) has the scores \(scores)") }
      if try policy.scores(seen) != scores { found.append("exit \(exit) has other scores the second time") }
      let alone = try (0..<5).map { row in
        try policy.scores(seen.map { try $0.narrowed(dim: 0, row..<row + 1) })[0]
      }
      if zip(alone, scores).contains(where: { abs($0 - $1) > 1e-5 }) {
        found.append("exit \(exit) scores a sample otherwise when it is alone: \(alone), not \(scores)")
      }
    }
    return found
  }
}
