import WorkbenchCore

/// A sample is as sure as the largest probability: `max_c p_c`.
///
/// Source: Huang et al., "Multi-Scale Dense Networks", ICLR 2018, section 4 (budgeted batch classification).
struct Confidence: ProbabilityPolicy {
  static let name = "confidence"
  static let summary = "largest softmax probability (MSDNet)"

  init(_ settings: Settings) {}

  static func scores(of probabilities: Tensor) throws -> Tensor { try probabilities.maximum(dim: 1).values }
}
