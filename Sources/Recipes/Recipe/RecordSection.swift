import Settings

/// The section `record`: what a run keeps besides its metrics.
public struct RecordSection: Sendable, Equatable {
  /// Which checkpoints stay.
  public struct Checkpoints: Sendable, Equatable {
    /// The number of latest checkpoints that are kept, 1...1000; the best one is kept besides.
    public let keep: Int
    /// Epochs from one checkpoint to the next.
    public let every: Int
  }

  /// Which feature maps are drawn.
  public struct Features: Sendable, Equatable {
    /// After which epochs, counted from 1.
    public let epochs: [EpochChoice]
    /// The number of images, 0...64.
    public let images: Int
  }

  /// What is measured of the conflict among the exits' gradients.
  public struct Conflict: Sendable, Equatable {
    /// Steps from one measurement to the next; 0 measures never.
    public let every: Int
    /// The finest parameters that are looked at apart; coarser ones are recorded, too.
    public let scope: ConflictLevel
    /// After which epochs, counted from 1, it is drawn.
    public let epochs: [EpochChoice]

    /// Whether the step is measured; it is counted from 0.
    public func measures(_ step: Int) -> Bool { every > 0 && step % every == 0 }
  }

  /// Whether metrics and pictures are written for TensorBoard, too.
  public let tensorBoard: Bool
  /// Which checkpoints stay.
  public let checkpoints: Checkpoints
  /// Which feature maps are drawn.
  public let features: Features
  /// What is measured of the conflict among the exits' gradients.
  public let conflict: Conflict

  static let tensorBoard = Setting("tensorboard", default: true, "write metrics and pictures for TensorBoard, too")
  static let keep = Setting("keep", default: 2, in: 1...1000, "latest checkpoints that are kept")
  static let everyEpochs = Setting("every", default: 1, in: 1..., "epochs from one checkpoint to the next")
  static let featureEpochs = Setting(
    "epochs", default: [EpochChoice.last], "epochs after which feature maps are drawn, counted from 1")
  static let images = Setting("images", default: 8, in: 0...64, "images whose feature maps are drawn")
  static let everySteps = Setting(
    "every", default: 0, in: 0..., "steps from one measurement of gradient conflict to the next; 0 measures never")
  static let conflictScope = Setting(
    "scope", default: ConflictLevel.stage, "finest parameters looked at apart; coarser ones are recorded, too")
  static let conflictEpochs = Setting(
    "epochs", default: [EpochChoice.last], "epochs after which conflict is drawn, counted from 1")

  static let settings: [any AnySetting] = [tensorBoard]
  static let checkpointSettings: [any AnySetting] = [keep, everyEpochs]
  static let featureSettings: [any AnySetting] = [featureEpochs, images]
  static let conflictSettings: [any AnySetting] = [everySteps, conflictScope, conflictEpochs]

  init(_ own: Settings, checkpoints: Settings, features: Settings, conflict: Settings) {
    tensorBoard = own[Self.tensorBoard]
    self.checkpoints = Checkpoints(keep: checkpoints[Self.keep], every: checkpoints[Self.everyEpochs])
    self.features = Features(epochs: features[Self.featureEpochs], images: features[Self.images])
    self.conflict = Conflict(
      every: conflict[Self.everySteps], scope: conflict[Self.conflictScope], epochs: conflict[Self.conflictEpochs])
  }
}
