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
      accuracy: Double(Self.isRight(samples, at: exits).count { $0 }) / total)
  }

  /// The same thresholds on other samples, while the intervals wait for the bootstrap.
  struct Pending {
    private let applied: OperatingPoint
    private let cost: BootstrapFigures.Pending
    private let accuracy: BootstrapFigures.Pending

    init(
      _ fitted: OperatingPoint, appliedTo samples: ScoredSamples, costs: [Double], _ bootstrap: BootstrapFigures
    ) {
      applied = OperatingPoint(
        fitted.name, thresholds: fitted.thresholds, on: samples, costs: costs, budget: fitted.budget,
        shares: fitted.shares, isReached: fitted.isReached)
      let exits = samples.exitsTaken(under: fitted.thresholds)
      cost = bootstrap.addMean(of: SampleColumn(exits, of: costs))
      accuracy = bootstrap.addMean(of: SampleColumn(OperatingPoint.isRight(samples, at: exits)))
    }

    func point(_ bootstrap: BootstrapFigures) -> OperatingPoint {
      var point = applied
      point.intervals = Intervals(cost: bootstrap[cost], accuracy: bootstrap[accuracy])
      return point
    }
  }

  /// Whether each sample is right at its exit.
  private static func isRight(_ samples: ScoredSamples, at exits: [Int]) -> [Bool] {
    exits.indices.map { samples.predictions[exits[$0]][$0] == samples.labels[$0] }
  }
}
