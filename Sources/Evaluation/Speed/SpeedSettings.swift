import RunFiles

/// How thoroughly speed is measured.
package struct SpeedSettings: Sendable, Equatable {
  /// How many images come at once, besides one alone.
  package let batchSizes: [Int]
  /// How many images of the test split take part, at most.
  package let images: Int
  /// How long each figure is measured, about; a batch that takes longer is run once.
  package let secondsPerFigure: Double
  /// The numbers of MSDNet's budgets that are measured, of a curve that has them.
  package let budgets: [Int]
  /// Whether answers are compared with the simulated ones.
  package let comparesAnswers: Bool

  /// At the end of a run, in a second or two.
  package static let short = SpeedSettings(
    batchSizes: [32], images: 64, secondsPerFigure: 0.1, budgets: [5, 10, 20], comparesAnswers: false)

  /// For `eval --latency`.
  package init(batchSizes: [Int]) {
    self.init(
      batchSizes: batchSizes, images: 512, secondsPerFigure: 0.5, budgets: EarlyExits.shownBudgets,
      comparesAnswers: true)
  }

  private init(
    batchSizes: [Int], images: Int, secondsPerFigure: Double, budgets: [Int], comparesAnswers: Bool
  ) {
    (self.batchSizes, self.images, self.secondsPerFigure) = (batchSizes, images, secondsPerFigure)
    (self.budgets, self.comparesAnswers) = (budgets, comparesAnswers)
  }
}
