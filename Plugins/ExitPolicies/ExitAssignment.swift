import WorkbenchCore

/// A scorer at every exit learns how likely the exit is right, and an assignment of samples to exits learns to keep to a budget.
///
/// The score of exit `k` is a logistic function of its probabilities, their largest, one less their scaled entropy, and the
/// scores before. The assignment is a softmax over the exits of linear functions of the same numbers. Together they minimise, on
/// the calibration split, the cross entropy of scores and correctness, weighted by the assignment; the divergence of the
/// assignment from the scores, scaled to sum 1; and ten times `|cost - budget| / budget` of the assignment's mean cost. The
/// shares of the exits are the means of the assignment, and thresholds let the surest samples leave by these shares.
///
/// Without a `budget`, it is the mean of the exits' costs.
///
/// Source: Ilhan et al., "Adaptive Deep Neural Network Inference Optimization with EENet", WACV 2024. Steps are those of Adam, on
/// the whole split at once.
struct ExitAssignment: ExitPolicy {
  static let name = "eenet"
  static let summary = "learned scores, and a learned share of samples for each exit (EENet)"

  static let steps = Setting("steps", default: 200, in: 1...100_000, "steps of Adam on the whole split")
  static let settings: [any AnySetting] = [steps]

  /// Large enough that nothing else outweighs the budget.
  private static let budgetWeight = 10.0

  private let steps: Int
  /// One for each exit.
  private var scorers: [LinearScorer] = []
  private(set) var shares: [Double] = []

  init(_ settings: Settings) { steps = settings[Self.steps] }

  var ownExits: OwnExits? { shares.isEmpty ? nil : .shares(shares) }

  // MARK: - Leaving

  func scores(_ seen: ExitHistory) throws -> [Float] {
    // Before they are fitted, scorers know nothing.
    guard !scorers.isEmpty else { return [Float](repeating: 0.5, count: seen.last.shape[0]) }
    let scores = try withoutGradients { try Self.scores(of: Self.numbers(of: seen), by: scorers) }
    return try scores[scores.count - 1].elements()
  }

  /// The scores of each exit, `[N, 1]`, every one of which the later ones see.
  private static func scores(of numbers: [Tensor], by scorers: [LinearScorer]) throws -> [Tensor] {
    try zip(numbers, scorers).reduce(into: []) { scores, exit in
      scores.append(try exit.1(Tensor.concatenated([exit.0] + scores, dim: 1)).sigmoid())
    }
  }

  /// What scorers see of each exit: `[N, classes + 2]`.
  private static func numbers(of seen: ExitHistory) throws -> [Tensor] {
    try seen.logits.map { logits in
      let p = try logits.converted(to: .float64).softmax(dim: 1)
      let sureness = try [Confidence.scores(of: p), Entropy.scores(of: p)].map { try $0.reshaped([-1, 1]) }
      return try Tensor.concatenated([p] + sureness, dim: 1)
    }
  }

  // MARK: - Fitting

  mutating func fit(to calibration: ExitHistory, within budget: ExitBudget) throws {
    guard let labels = calibration.labels else { throw ModelError("scores are learned from labels, there are none") }
    let numbers = try Self.numbers(of: calibration)
    let isRight = try calibration.predictions().map { predictions in
      try Tensor(zip(predictions, labels).map { $0 == $1 ? 1.0 : 0 }, [labels.count, 1]).moved(
        to: calibration.last.device)
    }
    let size = numbers[0].shape[1]
    let scorers = try numbers.indices.map { try LinearScorer(inputs: size + $0) }
    let assigners = try numbers.indices.map { _ in try LinearScorer(inputs: size) }
    let limit = budget.limit ?? budget.costs.reduce(0, +) / Double(budget.costs.count)
    let costs = try Tensor(budget.costs.map { $0 / limit }, [1, budget.costs.count])
    var descent = try AdamDescent((scorers + assigners).flatMap(\.parameters))
    for _ in 0..<steps {
      let scores = try Self.scores(of: numbers, by: scorers)
      let assignment = try Self.assignment(of: numbers, by: assigners)
      let loss =
        try Self.scoringLoss(scores, isRight, weights: assignment.detached())
        + Self.divergence(of: assignment, from: Tensor.concatenated(scores, dim: 1).detached())
        + ((assignment * costs).sum(dims: [1]).mean() - 1).absolute() * Self.budgetWeight
      try descent.step(along: loss)
    }
    self.scorers = scorers
    shares = try withoutGradients { try Self.assignment(of: numbers, by: assigners).mean(dims: [0]).elements() }
  }

  /// The weights of each scorer with its constant last; then the shares.
  var learned: [[Double]] {
    guard !scorers.isEmpty, let numbers = try? scorers.map({ try $0.numbers }) else { return [] }
    return numbers + [shares]
  }

  mutating func restore(_ learned: [[Double]]) throws {
    guard let shares = learned.last else { return (scorers, self.shares) = ([], []) }
    let numbers = learned.dropLast()
    // A scorer looks at the scores of the exits before, too.
    guard shares.count == numbers.count, let first = numbers.first, first.count > 1,
      numbers.enumerated().allSatisfy({ $1.count == first.count + $0 })
    else { throw ModelError("what was learned is a scorer for each exit, and as many shares") }
    scorers = try numbers.map(LinearScorer.init(numbers:))
    self.shares = shares
  }

  /// The share of each exit in each sample, `[N, exits]`.
  private static func assignment(of numbers: [Tensor], by assigners: [LinearScorer]) throws -> Tensor {
    try Tensor.concatenated(zip(assigners, numbers).map { try $0($1) }, dim: 1).softmax(dim: 1)
  }

  /// The cross entropy of scores `[N, 1]` and correctness of each exit, weighted by `[N, exits]`.
  private static func scoringLoss(_ scores: [Tensor], _ isRight: [Tensor], weights: Tensor) throws -> Tensor {
    let losses = try zip(scores, isRight).map { score, isRight in
      let score = try score.clamped(to: 1e-9...(1 - 1e-9))
      return try -(isRight * score.logarithm() + (isRight * -1 + 1) * (score * -1 + 1).logarithm())
    }
    return try (Tensor.concatenated(losses, dim: 1) * weights).sum(dims: [1]).mean()
  }

  /// The mean Kullback-Leibler divergence of rows `[N, exits]` from others that are scaled to sum 1.
  private static func divergence(of assignment: Tensor, from scores: Tensor) throws -> Tensor {
    let target = try scores / scores.sum(dims: [1], keepingDims: true)
    let difference = try assignment.clamped(to: 1e-9...1).logarithm() - target.clamped(to: 1e-9...1).logarithm()
    return try (assignment * difference).sum(dims: [1]).mean()
  }
}

/// A linear function of a few numbers that is being fitted, in double precision.
private struct LinearScorer {
  let parameters: [Tensor]

  init(inputs: Int) throws {
    parameters = [try Tensor.zeros([1, inputs], type: .float64), try Tensor.zeros([1], type: .float64)]
    for parameter in parameters { try parameter.setRequiresGradient() }
  }

  /// From ``numbers``.
  init(numbers: [Double]) throws {
    parameters = [
      try Tensor(Array(numbers.dropLast()), [1, numbers.count - 1]), try Tensor(Array(numbers.suffix(1)), [1]),
    ]
  }

  /// The weights, and the constant.
  var numbers: [Double] {
    get throws { try parameters.flatMap { try $0.detached().elements(as: Double.self) } }
  }

  /// Maps `[N, inputs]` to `[N, 1]`.
  func callAsFunction(_ x: Tensor) throws -> Tensor { try x.linear(parameters[0], bias: parameters[1]) }
}

/// Steps of Adam with its authors' constants, a rate of 0.05 and a little weight decay, which keeps the scorers of samples that
/// they can part from growing without end.
private struct AdamDescent {
  private let parameters: [Tensor]
  private let moments: [AdamMoments]

  init(_ parameters: [Tensor]) throws {
    self.parameters = parameters
    moments = try parameters.map { try AdamMoments(of: $0) }
  }

  mutating func step(along loss: Tensor) throws {
    let found = try gradients(of: [loss], for: parameters)
    let pairs = zip(zip(parameters, moments), found).compactMap { pair, gradient in
      gradient.map { (pair.0, pair.1, $0) }
    }
    try withoutGradients {
      try descendByAdam(
        pairs.map(\.0), along: pairs.map(\.2), moments: pairs.map(\.1), rate: 0.05, betas: (0.9, 0.999), epsilon: 1e-8,
        weightDecay: 1e-3, decoupled: false)
    }
  }
}
