/// How far confidence and accuracy lie apart: the reliability diagram and its mean gap.
///
/// Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 2; 15 bins of equal width, each without
/// its lower and with its upper bound.
package struct Reliability: Sendable, Codable, Equatable {
  /// The samples whose confidence lies in one part of 0...1.
  package struct Bin: Sendable, Codable, Equatable {
    package let count: Int
    /// The mean confidence, and the share that is right; 0 where there are no samples.
    package let confidence: Double
    package let accuracy: Double
  }

  package static let binCount = 15

  /// From the least confident to the most.
  package let bins: [Bin]

  /// The expected calibration error: the gaps of the bins, weighted by their samples.
  package var expectedError: Double {
    let total = bins.reduce(0) { $0 + $1.count }
    return bins.reduce(0) { $0 + Double($1.count) * abs($1.confidence - $1.accuracy) } / Double(max(total, 1))
  }

  /// The diagram of samples with these confidences, each right or wrong.
  package init(confidences: [Double], isRight: [Bool]) { self.init(zip(confidences, isRight)) }

  /// The diagram of samples, each with its confidence and whether it is right.
  package init(_ samples: some Sequence<(Double, Bool)>) {
    var counts = [Int](repeating: 0, count: Self.binCount)
    var sums = [Double](repeating: 0, count: Self.binCount)
    var right = [Int](repeating: 0, count: Self.binCount)
    for (confidence, isRight) in samples {
      let bin = Self.bin(of: confidence)
      counts[bin] += 1
      sums[bin] += confidence
      if isRight { right[bin] += 1 }
    }
    bins = counts.indices.map { bin in
      let count = Double(max(counts[bin], 1))
      return Bin(count: counts[bin], confidence: sums[bin] / count, accuracy: Double(right[bin]) / count)
    }
  }

  private static func bin(of confidence: Double) -> Int {
    guard confidence > 0 else { return 0 }
    return min(Int((confidence * Double(binCount)).rounded(.up)), binCount) - 1
  }
}
