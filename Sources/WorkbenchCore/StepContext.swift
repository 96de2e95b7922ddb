import Torch

/// What a strategy may know of the step it takes part in, and where it reports.
public struct StepContext {
  /// The step since the run began, counted from 0.
  public let step: Int
  /// The epoch, counted from 0.
  public let epoch: Int
  /// How many epochs the run will have.
  public let epochs: Int
  public let learningRate: Double
  private let seed: UInt64
  /// What was reported, in order.
  public private(set) var reports: [(name: String, value: Double)] = []

  public init(step: Int, epoch: Int, epochs: Int, learningRate: Double, seed: UInt64) {
    (self.step, self.epoch, self.epochs) = (step, epoch, epochs)
    (self.learningRate, self.seed) = (learningRate, seed)
  }

  /// Numbers for this step alone: a pure function of the seed, the purpose and the step.
  public func random(_ purpose: String) -> RandomStream { RandomStream(seed: seed, purpose: "strategy \(purpose)", step) }

  /// Writes a number into the run's metrics, under `strategy/<name>`.
  public mutating func report(_ name: String, _ value: Double) { reports.append((name, value)) }
}

/// What an epoch of training came to.
public struct EpochSummary: Sendable {
  /// Counted from 0.
  public let epoch: Int
  public let epochs: Int
  /// The mean training loss of every exit.
  public let losses: [Double]

  public init(epoch: Int, epochs: Int, losses: [Double]) {
    (self.epoch, self.epochs, self.losses) = (epoch, epochs, losses)
  }
}

/// What a strategy remembers between steps.
public struct StrategyState {
  /// Raised when the meaning of the entries changes.
  public var version: Int
  public var numbers: [String: [Double]]
  public var tensors: [String: Tensor]

  public init(version: Int = 1, numbers: [String: [Double]] = [:], tensors: [String: Tensor] = [:]) {
    (self.version, self.numbers, self.tensors) = (version, numbers, tensors)
  }
}
