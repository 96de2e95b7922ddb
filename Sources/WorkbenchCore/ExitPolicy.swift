import Torch

/// When a sample may leave, and with which answer.
///
/// A policy gives every sample a score at every exit; a sample leaves at the first exit where its score reaches that exit's
/// threshold, and the last exit takes everything. Thresholds belong to a budget and are fitted on the calibration split, as
/// are the parameters of a policy that has any.
///
/// What a policy knows of a sample is what the exits up to this one said of it (``ExitHistory``), so that rules with a memory,
/// such as patience, need no state, and a batch can be thinned out between two exits.
public protocol ExitPolicy: Component {
  /// Whether the policy is shown the labels: a reference that no deployment can have, which every table says.
  static var readsLabels: Bool { get }

  /// Builds the policy, before anything is fitted.
  init(_ settings: Settings) throws

  /// The thresholds worth trying, where all exits share one, in the order from early to late.
  ///
  /// `nil` where scores are shares in 0...1, so that every exit has a threshold of its own, fitted to a budget.
  func sharedThresholds(exits: Int) -> [Float]?

  /// Learns parameters from what all exits said of the calibration split, with its labels.
  mutating func fit(to calibration: ExitHistory) throws

  /// What a sample is answered at the last of the exits so far: logits or log-probabilities `[N, classes]`.
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
  public mutating func fit(to calibration: ExitHistory) throws {}

  /// By default, the exit's own answer.
  public func answers(_ seen: ExitHistory) throws -> Tensor { seen.last }
}
