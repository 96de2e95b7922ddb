import WorkbenchCore

/// A sample is as sure as the largest probability of its exit's softmax.
///
/// Source: Huang et al., "Multi-Scale Dense Networks", ICLR 2018, section 4 (budgeted batch classification).
struct Confidence: ExitPolicy {
  static let name = "confidence"
  static let summary = "largest softmax probability (MSDNet)"

  init(_ settings: Settings) {}

  func scores(_ logits: [Tensor]) throws -> [Float] {
    guard let last = logits.last else { return [] }
    return try last.softmax(dim: 1).maximum(dim: 1).values.elements()
  }
}
