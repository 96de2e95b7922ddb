import Torch

/// When a sample may leave.
///
/// A policy gives every sample a score at every exit; a sample leaves at the first exit where its score reaches that exit's
/// threshold. Thresholds belong to a budget and are fitted on the calibration split.
public protocol ExitPolicy: Component {
  /// Builds the policy, which has no parameters.
  init(_ settings: Settings) throws

  /// How sure each of N samples is at the last of the exits seen so far; larger is surer.
  ///
  /// `logits` is what the exits up to this one said, shallowest first, each `[N, classes]`.
  func scores(_ logits: [Tensor]) throws -> [Float]
}
