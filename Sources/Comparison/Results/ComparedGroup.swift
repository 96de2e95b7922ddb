import RunFiles
import Settings

/// The results of a comparison for one group.
package struct ComparedGroup: Sendable, Codable {
  package struct Member: Sendable, Codable, Equatable {
    package let id: String
    package let seed: UInt64
  }

  /// What the group is called.
  package let label: String
  /// From which its colour follows.
  package let strategy: String
  /// What the length of its update is like; absent where it is not known.
  package let updateScale: UpdateScale?
  /// In which keys its recipe differs from the others'.
  package let recipe: [ComparedRun.RecipeValue]
  package let runs: [Member]
  package let isBaseline: Bool

  /// Test top-1 accuracy of every exit, of their mean, and of the ensemble of all exits; shares in 0...1.
  package var exits: [Measure]
  package var mean: Measure
  package var ensemble: Measure
  /// Multiply-accumulates to every exit.
  package let costs: [Int]

  /// Test accuracy when samples leave early at a mean cost.
  package var budgets: [AtBudget]
  /// The mean cost at which leaving early reaches the comparison's target.
  package var reach: Reach?
  package var training: TrainingPrice
  package let conflict: ConflictSummary?

  package struct AtBudget: Sendable, Codable, Equatable {
    /// Mean multiply-accumulates for a sample.
    package let budget: Double
    /// Absent when the curve of some run does not come to this cost.
    package var accuracy: Measure?
  }

  package struct Reach: Sendable, Codable, Equatable {
    /// How many of the runs come to the target at all.
    package let reached: Int
    /// Mean multiply-accumulates of those that do.
    package let cost: SampleSummary?
    /// The baseline's cost over this one's; above 1 is cheaper.
    package var timesCheaper: Double?
  }
}

/// What training a group took.
package struct TrainingPrice: Sendable, Codable, Equatable {
  /// Of training and validation.
  package let seconds: SampleSummary?
  /// Processor time of the same, of all threads: what else the machine did hardly changes it.
  package let processorSeconds: SampleSummary?
  package let memory: SampleSummary?
  /// Beside the baseline's.
  package var timesTheSeconds: Double?
  package var timesTheProcessorSeconds: Double?
  package var timesTheMemory: Double?

  init(of runs: [ComparedRun]) {
    func summary(_ values: [Double?]) -> SampleSummary? {
      let known = values.compactMap { $0 }
      return known.isEmpty ? nil : SampleSummary(known)
    }
    (seconds, memory) = (summary(runs.map(\.trainingSeconds)), summary(runs.map(\.peakMemory)))
    processorSeconds = summary(runs.map(\.processorSeconds))
  }
}

/// How much the exits' gradients on the shared weights hinder each other, in the last epoch that was measured.
package struct ConflictSummary: Sendable, Codable, Equatable {
  /// The mean cosine of every pair of exits, `[exit][exit]`; absent where it was never defined.
  package let cosines: [[Double?]]
  /// The share of pairs and measured steps with a negative cosine.
  package let rate: Double
  /// After the strategy: the mean cosine of the update with every exit's gradient.
  package let updateCosines: [Double?]

  /// The mean over the runs; `nil` when none was measured, or before an epoch has told how many exits there are.
  package init?(of runs: [ComparedRun], exits: Int) {
    func mean(_ quantity: ConflictQuantity, exit: Int? = nil) -> Double? {
      let known = runs.compactMap { run in
        run.history.conflict.lastMean(quantity, of: ConflictHistory.backbone, exit: exit)
      }
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    guard exits > 0, let rate = mean(.rate) else { return nil }
    self.rate = rate
    cosines = (1...exits).map { i in
      (1...exits).map { j in i == j ? 1 : mean(.cosine(min(i, j), max(i, j))) }
    }
    updateCosines = (1...exits).map { mean(.updateCosine, exit: $0) }
  }
}
