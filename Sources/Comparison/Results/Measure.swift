import RunFiles

/// One figure of a group: how it comes out over seeds, and how far it lies from the baseline's.
package struct Measure: Sendable, Codable, Equatable {
  /// One value for each seed, by rising seed.
  package let values: [Double]
  package let summary: SampleSummary
  /// Over seeds; absent for the baseline itself, and with a single seed on either side.
  package var difference: SeedDifference?
  /// What a finite test split leaves open, for a single seed: 95 % of bootstrap replicates of the images.
  package var images: ImageInterval?
  /// Whether no other group has a larger mean.
  package var isBest = false

  init(_ values: [Double]) { (self.values, summary) = (values, SampleSummary(values)) }
}

/// Intervals from drawing test images anew, for groups that have one seed: they say nothing of other seeds.
package struct ImageInterval: Sendable, Codable, Equatable {
  /// Of the figure itself.
  package let own: Interval
  /// Of the difference to the baseline, image by image; absent for the baseline, and where answers were not kept.
  package let difference: Interval?
  /// The test on the images of which one of the two alone is right, the baseline being the first; of a single exit only.
  package let mcNemar: McNemar?
}
