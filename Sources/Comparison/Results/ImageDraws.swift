import Runs

/// What drawing the test images anew says of the difference between two single runs.
struct ImageDraws {
  enum Figure { case exit(Int), mean, ensemble }

  private let own: SampleOutcomes
  private let base: SampleOutcomes
  private let bootstrap: Bootstrap

  /// `nil` where either side is not a single run whose answers were kept, or where the images are not the same.
  init?(_ group: RunGroup, baseline: RunGroup?) {
    guard let baseline, group.runs.count == 1, baseline.runs.count == 1, let own = group.runs[0].outcomes,
      let base = baseline.runs[0].outcomes, own.labels == base.labels, own.exits == base.exits, own.samples > 0
    else { return nil }
    (self.own, self.base) = (own, base)
    bootstrap = Bootstrap(samples: own.samples, seed: baseline.runs[0].seed)
  }

  /// The 95 % interval of the difference, image by image; `nil` for the ensemble, whose answers are not kept.
  func difference(of figure: Figure) -> Interval? {
    switch figure {
    case .exit(let exit): interval(of: [exit])
    case .mean: interval(of: Array(0..<own.exits))
    case .ensemble: nil
    }
  }

  private func interval(of exits: [Int]) -> Interval {
    var column = [Double](repeating: 0, count: own.samples)
    for exit in exits {
      for (sample, pair) in zip(own.isRight(at: exit), base.isRight(at: exit)).enumerated() {
        column[sample] += ((pair.0 ? 1 : 0) - (pair.1 ? 1 : 0)) / Double(exits.count)
      }
    }
    return bootstrap.intervals(ofMeans: [column])[0]
  }
}
