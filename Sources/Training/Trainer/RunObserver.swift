import Recipes
import RunFiles
import WorkbenchCore

/// Who is shown how a run goes: a terminal, the process that carries a sweep out, a test.
package protocol RunObserver: AnyObject {
  /// Training begins, or goes on after ``RunOpening/epoch`` epochs.
  func runOpened(_ opening: RunOpening)
  func stepEnded(_ step: StepReport)
  func epochEnded(_ epoch: EpochReport)
  /// Something a reader of the run should know.
  func noted(_ text: String)
}

/// What is known of a run before its first step.
package struct RunOpening: Sendable {
  package let directory: RunDirectory
  package let recipe: Recipe
  package let costs: ExitCosts
  package let samples: [Split: Int]
  package let stepsPerEpoch: Int
  /// Epochs that a resumed run has behind it.
  package let epoch: Int
  package let step: Int
  package let device: Device
  package let threads: Int
}

/// What is known after a step.
package struct StepReport: Sendable {
  /// Counted from 0.
  package let epoch: Int
  /// Steps taken within the epoch.
  package let stepInEpoch: Int
  package let stepsPerEpoch: Int
  /// The share of the epoch's time that went into waiting for data.
  package let waitingShare: Double
}

/// What is known after an epoch.
package struct EpochReport: Sendable {
  /// Counted from 1.
  package let epoch: Int
  package let epochs: Int
  /// Steps taken in the whole run.
  package let step: Int
  package let learningRate: Double
  /// The mean training loss of every exit.
  package let losses: [Double]
  package let trainingAccuracy: [Double]
  /// On the validation split; `nil` when there is none.
  package let validation: ExitAccuracy?
  package let isBest: Bool
  package let imagesPerSecond: Double
  package let waitingShare: Double
  /// Seconds of training and validation of this epoch.
  package let seconds: Double
  /// Processor time of the same, of all threads; `nil` where an earlier version of the workbench began the epoch.
  package let processorSeconds: Double?
  /// Seconds of everything else since the epoch before was measured, or since this process took the run up: metrics, pictures,
  /// checkpoints, pages.
  package let recordingSeconds: Double
}
