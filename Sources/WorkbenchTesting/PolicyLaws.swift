import WorkbenchCore

/// What every exit policy must keep to.
///
/// An empty list says that all is well:
///
/// ```swift
/// let violations = try PolicyLaws.violations(of: LargestProbability.self)
/// ```
public enum PolicyLaws {
  private static let samples = 5
  private static let classes = 4

  /// Scores five samples at each of three exits, before the policy is fitted and afterwards.
  ///
  /// - Parameters:
  ///   - type: the policy.
  ///   - keys: as a recipe would write them.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the policy throws.
  public static func violations(of type: any ExitPolicy.Type, keys: [String: String] = [:]) throws -> [String] {
    let settings = try Settings(for: type.settings, keys)
    let labels = [0, 1, 2, 3, 0]
    let history = try history(labels: labels)
    let unfitted = try type.init(settings)
    func fitted(to history: ExitHistory) throws -> any ExitPolicy {
      var policy = unfitted
      try policy.fit(to: history, within: ExitBudget(costs: [1, 2, 3]))
      return policy
    }
    let policy = try fitted(to: history)
    let renamed = try fitted(to: reversingClasses(of: history))
    var found = try violations(of: unfitted, renamed: unfitted, seeing: shown(history, to: type))
    found += try violations(of: policy, renamed: renamed, seeing: shown(history, to: type)).filter {
      !found.contains($0)
    }

    let again = try fitted(to: history)
    if try again.scores(shown(history, to: type)) != policy.scores(shown(history, to: type)) {
      found.append("it is another policy when it is fitted again")
    }
    var restored = unfitted
    try restored.restore(policy.learned)
    let isTheSame = try history.logits.indices.allSatisfy { exit in
      let seen = shown(history.prefix(exit + 1), to: type)
      return try restored.scores(seen) == policy.scores(seen)
        && restored.answers(seen).elements(as: Float.self) == policy.answers(seen).elements(as: Float.self)
    }
    if !isTheSame || restored.ownExits != policy.ownExits {
      found.append("it is another policy when what it has learned is taken up by a new one")
    }
    let unchanged = try Self.history(labels: labels)
    for (exit, (used, fresh)) in zip(history.logits, unchanged.logits).enumerated()
    where try used.elements(as: Float.self) != fresh.elements(as: Float.self) {
      found.append("it changes the logits of exit \(exit)")
    }
    switch policy.ownExits {
    case .shares(let shares)
    where shares.count != 3 || abs(shares.reduce(0, +) - 1) > 1e-6 || shares.contains { $0 < 0 }:
      found.append("its shares are \(shares)")
    case .threshold(let threshold) where !threshold.isFinite: found.append("its threshold is \(threshold)")
    default: break
    }
    if let thresholds = policy.sharedThresholds(exits: 3) {
      if thresholds.isEmpty || !thresholds.allSatisfy(\.isFinite) { found.append("its thresholds are \(thresholds)") }
      if zip(thresholds, thresholds.dropFirst()).contains(where: { $0 >= $1 }) {
        found.append("its thresholds \(thresholds) do not rise")
      }
    }
    return found
  }

  private static func history(labels: [Int]) throws -> ExitHistory {
    var random = RandomStream(seed: 1, purpose: "logits")
    let logits = try (0..<3).map { _ in
      try Tensor((0..<samples * classes).map { _ in Float(3 * random.normal()) }, [samples, classes])
    }
    return ExitHistory(logits, labels: labels)
  }

  /// What a policy may see: labels only where it declares that it reads them.
  private static func shown(_ history: ExitHistory, to type: any ExitPolicy.Type) -> ExitHistory {
    ExitHistory(history.logits, labels: type.readsLabels ? history.labels : nil)
  }

  /// What a policy does wrong; `renamed` is the same where classes are numbered otherwise, from the fit on.
  private static func violations(
    of policy: any ExitPolicy, renamed: any ExitPolicy, seeing history: ExitHistory
  ) throws -> [String] {
    var found: [String] = []
    let isShare = policy.sharedThresholds(exits: history.logits.count) == nil
    for exit in history.logits.indices {
      let seen = history.prefix(exit + 1)
      let scores = try policy.scores(seen)
      if scores.count != samples { found.append("exit \(exit) has \(scores.count) scores for five samples") }
      if !scores.allSatisfy(\.isFinite) || isShare && !scores.allSatisfy({ (0...1).contains($0) }) {
        found.append("exit \(exit) has the scores \(scores)")
      }
      if try policy.scores(seen) != scores { found.append("exit \(exit) has other scores the second time") }
      let answers = try policy.answers(seen)
      if answers.shape != [samples, classes] {
        found.append("exit \(exit) answers with the shape \(answers.shape)")
        continue
      }
      if try !answers.isFinite() { found.append("exit \(exit) has answers that are not finite") }
      let parts = try (0..<samples).map { row in
        ExitHistory(
          try seen.logits.map { try $0.narrowed(dim: 0, row..<row + 1) }, labels: seen.labels.map { [$0[row]] })
      }
      let alone = try parts.map { try policy.scores($0)[0] }
      if zip(alone, scores).contains(where: { abs($0 - $1) > 1e-5 }) {
        found.append("exit \(exit) scores a sample otherwise when it is alone: \(alone), not \(scores)")
      }
      let own = try Tensor.concatenated(parts.map { try policy.answers($0) }, dim: 0)
      if try zip(own.elements(as: Float.self), answers.elements(as: Float.self)).contains(where: { abs($0 - $1) > 1e-5 }
      ) {
        found.append("exit \(exit) answers a sample otherwise when it is alone")
      }
      let others = try renamed.scores(reversingClasses(of: seen))
      if zip(others, scores).contains(where: { abs($0 - $1) > 1e-5 }) {
        found.append("exit \(exit) has other scores when classes stand in another order: \(others), not \(scores)")
      }
    }
    return found
  }

  /// The same samples with the classes numbered backwards.
  private static func reversingClasses(of history: ExitHistory) throws -> ExitHistory {
    let order = try Tensor(integers: (0..<classes).reversed())
    return ExitHistory(
      try history.logits.map { try $0.selecting(order, dim: 1) },
      labels: history.labels.map { $0.map { classes - 1 - $0 } })
  }
}
