import WorkbenchCore

/// Who watches a run: a terminal, a log, a test.
public protocol RunObserver: AnyObject {
  /// Training begins, or goes on after ``RunOpening/epoch`` epochs.
  func runOpened(_ opening: RunOpening)
  func stepEnded(_ step: StepReport)
  func epochEnded(_ epoch: EpochReport)
  /// Something a reader of the run should know.
  func noted(_ text: String)
}

/// What is known of a run before its first step.
public struct RunOpening: Sendable {
  public let directory: RunDirectory
  public let recipe: Recipe
  public let costs: ExitCosts
  public let samples: [Split: Int]
  public let stepsPerEpoch: Int
  /// Epochs that a resumed run has behind it.
  public let epoch: Int
  public let step: Int
  public let device: Device
  public let threads: Int
}

/// What is known after a step.
public struct StepReport: Sendable {
  /// Counted from 0.
  public let epoch: Int
  /// Steps taken within the epoch.
  public let stepInEpoch: Int
  public let stepsPerEpoch: Int
  public let samples: Int
  /// The mean loss of every exit over the epoch so far.
  public let losses: [Double]
  /// The share of the epoch's time that went into waiting for data.
  public let waitingShare: Double
}

/// What is known after an epoch.
public struct EpochReport: Sendable {
  /// Counted from 1.
  public let epoch: Int
  public let epochs: Int
  public let learningRate: Double
  /// The mean training loss of every exit.
  public let losses: [Double]
  public let trainingAccuracy: [Double]
  /// On the validation split; `nil` when there is none.
  public let validation: ExitAccuracy?
  public let isBest: Bool
  public let imagesPerSecond: Double
  public let waitingShare: Double
  /// Seconds of training and evaluation of this epoch.
  public let seconds: Double
}
