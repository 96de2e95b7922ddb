import WorkbenchCore

/// Who decides at every exit which samples leave, and with which answer.
public protocol ExitRule {
  /// Decides about the samples at places `samples` of all images, of which the exits up to `exit` said `seen`.
  ///
  /// At the last exit everybody is answered, whatever the decision says.
  func decision(at exit: Exit, _ seen: ExitHistory, samples: [Int]) throws -> ExitDecision
}

/// What becomes of N samples at one exit.
public struct ExitDecision {
  /// What they would be told here: logits or log-probabilities `[N, classes]`.
  public let answers: Tensor
  /// How sure each of them is.
  public let scores: [Float]
  /// Whether each of them leaves.
  public let leaves: [Bool]

  /// A decision about as many samples as there are scores.
  public init(answers: Tensor, scores: [Float], leaves: [Bool]) {
    (self.answers, self.scores, self.leaves) = (answers, scores, leaves)
  }
}

/// A fitted exit policy: a sample leaves where its score reaches the exit's threshold.
public struct PolicyRule: ExitRule {
  /// The policy, with its parameters fitted.
  public let policy: any ExitPolicy
  /// One for each exit, shallowest first.
  public let thresholds: [Float]
  /// What the logits of each exit are divided by before the policy sees them; empty for logits as they are.
  public let temperatures: [Double]
  /// What is right, one for each image, shown to a policy that declares that it reads labels.
  private let labels: [Int]?

  /// A rule for networks with as many exits as there are thresholds.
  public init(
    _ policy: any ExitPolicy, thresholds: [Float], temperatures: [Double] = [], labels: [Int]? = nil
  ) {
    (self.policy, self.thresholds, self.temperatures) = (policy, thresholds, temperatures)
    self.labels = type(of: policy).readsLabels ? labels : nil
  }

  /// Asks the policy.
  public func decision(at exit: Exit, _ seen: ExitHistory, samples: [Int]) throws -> ExitDecision {
    let logits = temperatures.isEmpty ? seen.logits : try zip(seen.logits, temperatures).map { try $0 / $1 }
    let seen = ExitHistory(logits, labels: labels.map { labels in samples.map { labels[$0] } })
    let scores = try policy.scores(seen)
    let threshold = thresholds[exit.index]
    return ExitDecision(answers: try policy.answers(seen), scores: scores, leaves: scores.map { $0 >= threshold })
  }
}

/// Exits that are given beforehand, one for each image, to measure speed apart from any policy.
public struct ImposedExits: ExitRule {
  private let exits: [Int]

  /// Lets image `i` leave at exit `exits[i]`, counted from 0.
  public init(_ exits: [Int]) { self.exits = exits }

  /// Lets the samples go whose exit it is, with the exit's own answer.
  public func decision(at exit: Exit, _ seen: ExitHistory, samples: [Int]) throws -> ExitDecision {
    let leaves = samples.map { exits[$0] <= exit.index }
    return ExitDecision(answers: seen.last, scores: leaves.map { $0 ? 1 : 0 }, leaves: leaves)
  }
}
