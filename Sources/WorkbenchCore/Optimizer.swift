import Layers
import Torch

/// How gradients move parameters.
///
/// Gradient descent without a memory:
///
/// ```swift
/// struct PlainDescent: Optimizer {
///   static let name = "plain-descent"
///   static let summary = "the gradient times the rate"
///   static let rate = Setting("rate", default: 0.1, in: 0...10, "learning rate")
///   static let settings: [any AnySetting] = [rate]
///
///   let learningRate: Double
///   let parameters: [Parameter]
///
///   init(_ settings: Settings, parameters: [Parameter]) {
///     (learningRate, self.parameters) = (settings[Self.rate], parameters)
///   }
///
///   mutating func step(rate: Double) throws {
///     try withoutGradients {
///       for parameter in parameters {
///         if let gradient = parameter.value.gradient { try parameter.value.add(gradient, times: -rate) }
///       }
///     }
///   }
///
///   func state() -> [String: Tensor] { [:] }
///   mutating func restore(_ state: [String: Tensor]) {}
/// }
/// ```
public protocol Optimizer: Component {
  /// Builds an optimizer that moves these parameters, and no buffers.
  init(_ settings: Settings, parameters: [Parameter]) throws

  /// The recipe's learning rate, which a ``Schedule`` multiplies.
  var learningRate: Double { get }

  /// Moves every parameter that has a gradient; `rate` is the learning rate after the schedule.
  ///
  /// A parameter without one is left alone altogether: no weight decay, no momentum.
  mutating func step(rate: Double) throws

  /// Everything the optimizer remembers, by name.
  func state() throws -> [String: Tensor]

  /// Continues from what ``state()`` returned; copies of the optimizer share none of its memory any more.
  mutating func restore(_ state: [String: Tensor]) throws
}

/// How the learning rate changes while a run goes on: a pure function of where the run is.
///
/// Half the rate in the second half of a run:
///
/// ```swift
/// struct HalfRate: Schedule {
///   static let name = "half-rate"
///   static let summary = "half the rate in the second half"
///
///   init(_ settings: Settings) {}
///
///   func factor(at progress: TrainingProgress) -> Double { 2 * progress.step < progress.steps ? 1 : 0.5 }
/// }
/// ```
public protocol Schedule: Component {
  /// Builds the schedule, whose length comes with each ``TrainingProgress``.
  init(_ settings: Settings) throws

  /// What multiplies the recipe's learning rate.
  func factor(at progress: TrainingProgress) -> Double
}

/// How far a run has come.
public struct TrainingProgress: Sendable, Hashable {
  /// The step within the epoch, counted from 0.
  public let stepInEpoch: Int
  /// The number of batches that the training samples make.
  public let stepsPerEpoch: Int
  /// The epoch under way, counted from 0.
  public let epoch: Int
  /// The number of epochs that the recipe asks for.
  public let epochs: Int

  /// A place in a run, both numbers counted from 0.
  public init(epoch: Int, epochs: Int, stepInEpoch: Int, stepsPerEpoch: Int) {
    (self.epoch, self.epochs) = (epoch, epochs)
    (self.stepInEpoch, self.stepsPerEpoch) = (stepInEpoch, stepsPerEpoch)
  }

  /// The number of steps taken.
  public var step: Int { epoch * stepsPerEpoch + stepInEpoch }

  /// The number of steps the run will have taken at its end.
  public var steps: Int { epochs * stepsPerEpoch }
}
