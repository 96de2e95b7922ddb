import RunFiles

/// What two networks answered to the same test images, and what these images say of the difference between them.
struct SharedImages {
  private let first: SampleOutcomes
  private let second: SampleOutcomes
  private let bootstrap: Bootstrap

  /// `nil` where answers were not kept, or are not of the same images and exits.
  ///
  /// `seed` is what the draws derive from.
  init?(_ first: SampleOutcomes?, _ second: SampleOutcomes?, seed: UInt64) {
    guard let first, let second, first.labels == second.labels, first.exits == second.exits, first.samples > 0 else {
      return nil
    }
    (self.first, self.second) = (first, second)
    bootstrap = Bootstrap(samples: first.samples, seed: seed)
  }

  var exits: Int { first.exits }

  /// The 95 % interval of the second's accuracy less the first's, mean over exits, when images are drawn anew.
  func interval(of exits: [Int]) -> Interval {
    var column = [Double](repeating: 0, count: first.samples)
    for exit in exits {
      for (sample, pair) in zip(second.isRight(at: exit), first.isRight(at: exit)).enumerated() {
        column[sample] += ((pair.0 ? 1 : 0) - (pair.1 ? 1 : 0)) / Double(exits.count)
      }
    }
    return bootstrap.intervals(ofMeans: [column])[0]
  }

  /// The test on the images of which one of the two alone is right.
  func mcNemar(at exit: Int) -> McNemar { McNemar(first.isRight(at: exit), second.isRight(at: exit)) }
}
