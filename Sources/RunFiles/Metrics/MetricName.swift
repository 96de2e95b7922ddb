/// The name of a number in `metrics.jsonl`, such as `loss` or `conflict/backbone/rate`.
///
/// Every name that the workbench writes and reads stands here, and nowhere as text. Names of strategies' reports and of the
/// measures of a task are made from what these are called.
package struct MetricName: RawRepresentable, Sendable, Hashable, Codable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
  private init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Where or when a number was measured: the field `split` of a line in `metrics.jsonl`.
package enum MetricSplit: String, Sendable, Codable, CaseIterable {
  case train
  case validation
  /// Measured once, after training.
  case test
  /// What an epoch took: its learning rate, times and memory.
  case run
  /// One of several passes that a strategy makes an epoch of.
  case phase
  /// A single step.
  case step
}

// MARK: - Exits

extension MetricName {
  package static let loss = MetricName("loss")
  /// The share of samples that an exit is right about, 0...1.
  package static let top1 = MetricName("top1")
  /// The share of samples whose class is among an exit's five likeliest, 0...1.
  package static let top5 = MetricName("top5")
  /// The mean of ``top1`` over the exits.
  package static let meanTop1 = MetricName("mean-top1")
  /// ``top1`` of the mean of all exits' probabilities.
  package static let ensembleTop1 = MetricName("ensemble-top1")

  /// The same number of one of an epoch's passes: `outer/loss`.
  package func inPhase(_ phase: String) -> MetricName { MetricName("\(phase)/\(rawValue)") }
}

// MARK: - What an epoch and a step take

extension MetricName {
  package static let learningRate = MetricName("learning-rate")
  package static let imagesPerSecond = MetricName("images-per-second")
  /// The share of the time in which training waited for samples, 0...1.
  package static let waitingShare = MetricName("waiting-share")
  /// The most memory that the process held so far, in bytes.
  package static let peakMemory = MetricName("peak-memory")

  package static let forwardSeconds = MetricName("seconds/forward")
  package static let backwardSeconds = MetricName("seconds/backward")
  package static let optimizerSeconds = MetricName("seconds/optimizer")
  /// Training and validation of an epoch by the clock.
  package static let epochSeconds = MetricName("seconds/epoch")
  /// Processor time of the same, of all threads.
  package static let processorSeconds = MetricName("seconds/processor")
  /// Everything beside training and validation since the epoch before was measured: metrics, pictures, checkpoints, pages.
  package static let recordingSeconds = MetricName("seconds/recording")

  package static let trialSeconds = MetricName("seconds/trial")
  package static let gradientSeconds = MetricName("seconds/gradients")
  /// In which a strategy chose weights or a direction.
  package static let selectionSeconds = MetricName("seconds/selection")
  package static let combinationSeconds = MetricName("seconds/combination")
  package static let gradientBytes = MetricName("gradient-bytes")
}

// MARK: - Strategies

extension MetricName {
  /// What a strategy reports of a step.
  package static func strategy(_ report: String) -> MetricName { MetricName(strategyPrefix + report) }

  private static let strategyPrefix = "strategy/"

  /// The parts of a strategy's report between slashes; `nil` for other numbers.
  package var strategyReport: [Substring]? {
    rawValue.hasPrefix(Self.strategyPrefix) ? rawValue.dropFirst(Self.strategyPrefix.count).split(separator: "/") : nil
  }

  /// In how many steps and scopes the strategy's solver found an answer.
  package static let solverConverged = MetricName("solver/converged")
  package static let solverFallback = MetricName("solver/fallback")
  package static let solverUndefined = MetricName("solver/undefined")
}

// MARK: - Conflict

/// A measure of conflict that is one number for a scope, under its name in the metrics.
package enum ConflictMeasure: String, Sendable, CaseIterable {
  case rate
  case meanCosine = "mean-cosine"
  case magnitudeSimilarity = "magnitude-similarity"
  case cancellation
  case conditionNumber = "condition-number"
}

/// What is known of the exits' gradients at a scope; exits are counted from 1.
package enum ConflictQuantity: Sendable, Hashable {
  case measure(ConflictMeasure)
  /// Of the gradients of two exits, the smaller number first; -1...1.
  case cosine(Int, Int)
  /// The length of an exit's gradient.
  case norm
  /// The inner product of the update with an exit's gradient.
  case updateProduct
  /// The length of the update.
  case updateNorm
  /// The weight that the strategy chose for an exit.
  case weight
  /// 1 where the strategy's solver found an answer, else 0.
  case solverConverged
  /// The share of exits and measured steps in which the update raises an exit's loss, to first order; 0...1. Made from the
  /// products.
  case ascentRate
  /// The cosine of the update with an exit's gradient, -1...1. Made from products and lengths, step by step; in no file.
  case updateCosine

  package static let rate = ConflictQuantity.measure(.rate)

  package var rawValue: String {
    switch self {
    case .measure(let measure): measure.rawValue
    case .cosine(let i, let j): "cosine/\(i)-\(j)"
    case .norm: "norm"
    case .updateProduct: "update-product"
    case .updateNorm: "update-norm"
    case .weight: "weight"
    case .solverConverged: "solver-converged"
    case .ascentRate: "ascent-rate"
    case .updateCosine: "update-cosine"
    }
  }

  init?(rawValue: Substring) {
    if let measure = ConflictMeasure(rawValue: String(rawValue)) {
      self = .measure(measure)
      return
    }
    switch rawValue {
    case "norm": self = .norm
    case "update-product": self = .updateProduct
    case "update-norm": self = .updateNorm
    case "weight": self = .weight
    case "solver-converged": self = .solverConverged
    case "ascent-rate": self = .ascentRate
    case "update-cosine": self = .updateCosine
    default:
      guard rawValue.hasPrefix("cosine/") else { return nil }
      let exits = rawValue.dropFirst("cosine/".count).split(separator: "-").map { Int($0) }
      guard exits.count == 2, let i = exits[0], let j = exits[1] else { return nil }
      self = .cosine(i, j)
    }
  }
}

extension MetricName {
  /// A number of a scope: `backbone`, `stage-2` or a layer's path, without slashes.
  package static func conflict(_ scope: String, _ quantity: ConflictQuantity) -> MetricName {
    MetricName("conflict/\(scope)/\(quantity.rawValue)")
  }

  /// What ``conflict(_:_:)`` made the name of; `nil` for other numbers.
  package var conflict: (scope: String, quantity: ConflictQuantity)? {
    guard rawValue.hasPrefix("conflict/") else { return nil }
    let parts = rawValue.split(separator: "/", maxSplits: 2)
    guard parts.count == 3, let quantity = ConflictQuantity(rawValue: parts[2]) else { return nil }
    return (String(parts[1]), quantity)
  }
}
