import Layers
import Torch

/// The step that a strategy is called in, and where the strategy reports.
///
/// ```swift
/// context.report("largest-weight", weights.max() ?? 0)          // strategy/largest-weight in the metrics
/// var random = context.random("order")                          // the same numbers when a run is resumed
/// ```
public struct StepContext {
  /// The step since the run began, counted from 0.
  public let step: Int
  /// The epoch, counted from 0.
  public let epoch: Int
  /// How many epochs the run will have.
  public let epochs: Int
  /// Which of the epoch's ``GradientStrategy/phases(of:in:)`` the step belongs to, counted from 0.
  public let phase: Int
  /// What the optimizer's next step is taken with, after the schedule.
  public let learningRate: Double
  /// The parameters that the strategy is asked about: `backbone`, or a ``ParameterGroup/name`` such as `stage 2`.
  ///
  /// A strategy that chooses for every stage apart keeps its memory and random numbers apart by it.
  public internal(set) var scope = StepContext.backbone
  /// The recipe's `combination.preference`, one number for every exit of the network.
  var preference: [Double]?
  /// The losses of the same batch after the optimizer's step, one for each exit, for strategies that use them.
  ///
  /// The batch's statistics normalize, running statistics stay, and the same elements are dropped as before the step.
  public var lossesAfterStep: [Double]?
  private let seed: UInt64
  /// What the step records about the strategy.
  public internal(set) var telemetry = StepTelemetry()

  /// The context of one step, for the trainer and for tests; `seed` is the recipe's.
  public init(step: Int, epoch: Int, epochs: Int, phase: Int = 0, learningRate: Double, seed: UInt64) {
    (self.step, self.epoch, self.epochs, self.phase) = (step, epoch, epochs, phase)
    (self.learningRate, self.seed) = (learningRate, seed)
  }

  /// Numbers for this step alone: a pure function of the seed, the purpose and the step.
  public func random(_ purpose: String) -> RandomStream {
    RandomStream(seed: seed, purpose: "strategy \(purpose)", step)
  }

  /// How much these exits count for a rule that starts from a weighted mean of gradients: what the recipe prefers, or all alike
  /// with the sum 1.
  public func preference(of exits: Range<Int>) -> [Double] {
    guard let preference else { return [Double](repeating: 1 / Double(exits.count), count: exits.count) }
    return Array(preference[exits])
  }

  /// Writes a number into the run's metrics, under `strategy/<name>`; `strategy/stage-2/<name>` when asked about a stage.
  public mutating func report(_ name: String, _ value: Double) {
    telemetry.reports.append((scope == Self.backbone ? name : "\(StepTelemetry.inMetrics(scope))/\(name)", value))
  }

  /// Says how a solver ended: in the metrics of every step as `strategy/solver-residual` where the residual is not 0,
  /// `strategy/solver-fallback/<reason>` or `strategy/solver-undefined/<reason>`.
  public mutating func report(_ status: SolverStatus) {
    telemetry.outcomes.append((scope, status))
    switch status {
    case .converged(let residual): if residual > 0 { report("solver-residual", residual) }
    case .fallback(let reason): report("solver-fallback/\(reason.name)", 1)
    case .undefined(let reason): report("solver-undefined/\(reason.name)", 1)
    }
  }

  /// The numbers that were reported, in order, by their names in metrics.
  public var reports: [(name: String, value: Double)] { telemetry.reports }

  static let backbone = "backbone"
}

/// What an epoch of training came to.
public struct EpochSummary: Sendable {
  /// The epoch that ended, counted from 0.
  public let epoch: Int
  /// How many epochs the run will have.
  public let epochs: Int
  /// The mean training loss of every exit.
  public let losses: [Double]

  /// The summary of an epoch, with one loss for every exit, shallowest first.
  public init(epoch: Int, epochs: Int, losses: [Double]) {
    (self.epoch, self.epochs, self.losses) = (epoch, epochs, losses)
  }
}

/// What a strategy remembers between steps.
///
/// ```swift
/// let state = StrategyState(numbers: ["weights": [0.5, 0.3, 0.2]])
/// let weights = try state.numbers("weights", count: 3)
/// ```
public struct StrategyState {
  /// Numbers and short lists by name.
  public var numbers: [String: [Double]]
  /// Tensors by name.
  public var tensors: [String: Tensor]

  /// A state of these entries.
  public init(numbers: [String: [Double]] = [:], tensors: [String: Tensor] = [:]) {
    (self.numbers, self.tensors) = (numbers, tensors)
  }
}

extension StrategyState {
  /// An entry of numbers.
  ///
  /// - Throws: ``/Layers/ModelError`` when there is none, or when it has not as many numbers.
  public func numbers(_ name: String, count: Int) throws -> [Double] {
    guard let found = numbers[name], found.count == count else {
      throw ModelError("the strategy's saved state has no '\(name)' of \(count) numbers: it is of another strategy")
    }
    return found
  }
}
