import RunFiles

extension OperatingPoint {
  /// Applies thresholds to a split; `costs` are those of the way to each exit.
  package init(
    _ name: String, thresholds: [Float], on samples: ScoredSamples, costs: [Double], budget: Int? = nil,
    shares: [Double]? = nil, isReached: Bool? = nil
  ) {
    let exits = samples.exitsTaken(under: thresholds)
    var counts = [Int](repeating: 0, count: thresholds.count)
    for exit in exits { counts[exit] += 1 }
    let total = Double(max(samples.count, 1))
    self.init(
      name: name, budget: budget, shares: shares, isReached: isReached, thresholds: thresholds, counts: counts,
      cost: zip(counts, costs).reduce(0) { $0 + Double($1.0) * $1.1 } / total,
      accuracy: Double(Self.rightness(of: samples, at: exits).count { $0 == 1 }) / total)
  }

  /// The same thresholds on other samples.
  func applied(to samples: ScoredSamples, costs: [Double]) -> OperatingPoint {
    OperatingPoint(
      name, thresholds: thresholds, on: samples, costs: costs, budget: budget, shares: shares, isReached: isReached)
  }

  /// The same point with bootstrap intervals from the samples it was applied to.
  func withIntervals(from samples: ScoredSamples, costs: [Double], _ bootstrap: Bootstrap) -> OperatingPoint {
    let exits = samples.exitsTaken(under: thresholds)
    let intervals = bootstrap.intervals(ofMeans: [exits.map { costs[$0] }, Self.rightness(of: samples, at: exits)])
    var point = self
    point.intervals = Intervals(cost: intervals[0], accuracy: intervals[1])
    return point
  }

  /// 1 for every sample that is right at its exit, else 0.
  private static func rightness(of samples: ScoredSamples, at exits: [Int]) -> [Double] {
    exits.indices.map { samples.predictions[exits[$0]][$0] == samples.labels[$0] ? 1 : 0 }
  }
}
