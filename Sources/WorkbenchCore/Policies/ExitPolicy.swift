import Torch

/// When a sample may leave, and with which answer.
///
/// A policy gives every sample a score at every exit; a sample leaves at the first exit where its score reaches that exit's
/// threshold, and the last exit takes everything. Thresholds belong to a budget and are fitted on the calibration split, as
/// are the parameters of a policy that has any.
///
/// What a policy knows of a sample is the logits of the exits up to this one (``ExitHistory``), so that rules with a memory,
/// such as patience, need no state, and a batch can be thinned out between two exits.
///
/// A sample leaves when its largest probability is large enough:
///
/// ```swift
/// struct LargestProbability: ExitPolicy {
///   static let name = "largest-probability"
///   static let summary = "the probability of the predicted class"
///
///   init(_ settings: Settings) {}
///
///   func scores(_ seen: ExitHistory) throws -> [Float] {
///     try seen.last.softmax(dim: 1).maximum(dim: 1).values.elements(as: Float.self)
///   }
/// }
/// ```
public protocol ExitPolicy: Component {
  /// Whether the policy is shown the labels: a reference that no deployment can have, which every table says.
  static var readsLabels: Bool { get }

  /// Builds the policy, before anything is fitted.
  init(_ settings: Settings) throws

  /// The thresholds worth trying, where all exits share one, in the order from early to late.
  ///
  /// `nil` where scores are shares in 0...1, so that every exit has a threshold of its own, fitted to a budget.
  func sharedThresholds(exits: Int) -> [Float]?

  /// Fits parameters to the logits of all exits on the calibration split, with its labels.
  mutating func fit(to calibration: ExitHistory, within budget: ExitBudget) throws

  /// What ``fit(to:within:)`` has learned, as rows of numbers for ``restore(_:)``; empty where there is nothing to learn.
  var learned: [[Double]] { get }

  /// Restores what a policy of the same settings has learned, instead of fitting.
  mutating func restore(_ learned: [[Double]]) throws

  /// What a fitted policy has decided by itself, where it needs no threshold from outside.
  var ownExits: OwnExits? { get }

  /// The prediction for a sample at the last of the exits so far: logits or log-probabilities `[N, classes]`.
  func answers(_ seen: ExitHistory) throws -> Tensor

  /// How sure each of N samples is at the last of the exits so far; larger is surer.
  func scores(_ seen: ExitHistory) throws -> [Float]
}

extension ExitPolicy {
  /// By default, labels are not seen.
  public static var readsLabels: Bool { false }

  /// By default, every exit has a threshold of its own.
  public func sharedThresholds(exits: Int) -> [Float]? { nil }

  /// By default, there is nothing to learn.
  public mutating func fit(to calibration: ExitHistory, within budget: ExitBudget) throws {}

  /// By default, there is nothing that was learned.
  public var learned: [[Double]] { [] }

  /// By default, there is nothing to restore.
  public mutating func restore(_ learned: [[Double]]) throws {
    guard learned.isEmpty else {
      throw ModelError("exit policy '\(Self.name)' learns nothing, so there is nothing to restore")
    }
  }

  /// By default, thresholds come from outside.
  public var ownExits: OwnExits? { nil }

  /// By default, the exit's own logits.
  public func answers(_ seen: ExitHistory) throws -> Tensor { seen.last }
}

/// What samples may cost, for policies that learn to weigh answers against it.
public struct ExitBudget: Sendable {
  /// The cost of the way to each exit, rising, in any unit.
  public let costs: [Double]
  /// The mean cost of a sample that is asked for, in the same unit; `nil` where none is.
  public let limit: Double?

  /// A budget of networks with as many exits as there are costs.
  public init(costs: [Double], limit: Double? = nil) { (self.costs, self.limit) = (costs, limit) }
}

/// Where a fitted policy lets samples leave by itself.
public enum OwnExits: Sendable, Equatable {
  /// Where their score reaches one threshold, the same at all exits.
  case threshold(Float)
  /// As many at each exit as these shares say; thresholds follow from them. A search for a cost begins with them.
  case shares([Double])
}
