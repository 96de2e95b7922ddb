import Settings

/// The section `train`: how long and in which batches.
public struct TrainSection: Sendable, Equatable {
  /// The type of numbers that networks are trained in.
  public enum Precision: String, SettingChoice { case float32, float64 }

  /// Passes over the training split, 1...100000.
  public let epochs: Int
  /// Samples in one step, 1...1048576.
  public let batchSize: Int
  /// Samples that are passed forward and back at once, their gradients being added up over the batch; nil for all.
  public let microBatch: Int?
  /// The share of a target that is divided evenly among all classes, 0 up to 1.
  public let labelSmoothing: Double
  /// Samples are mixed in pairs by shares of Beta(mixup, mixup); nil for samples as they are.
  public let mixup: Double?
  /// The largest Euclidean norm of all gradients together, to which longer ones are scaled down; nil means no limit.
  public let clipNorm: Double?
  /// Threads inside operations; 0 leaves the choice to the workbench.
  public let threads: Int
  /// `auto`, `cpu`, `cuda` or `cuda:N`.
  public let device: String
  /// The type of the numbers that networks are trained in.
  public let precision: Precision
  /// Samples in one batch of an evaluation.
  public let evaluationBatchSize: Int

  static let epochs = Setting("epochs", default: 12, in: 1...100_000, "passes over the training split")
  static let batchSize = Setting("batch-size", default: 64, in: 1...1_048_576, "samples in one step")
  static let microBatch = Setting<Int?>(
    "micro-batch", default: nil, in: 1...1_048_576,
    "samples that are passed at once; gradients are added up over the batch")
  static let labelSmoothing = Setting(
    "label-smoothing", default: 0, in: 0..<1.0, "share of every target that is divided evenly among all classes")
  static let mixup = Setting<Double?>(
    "mixup", default: nil, in: 0.001...1000,
    "mix the samples of a batch in pairs, by shares of Beta(mixup, mixup); 0.2 is common")
  static let clipNorm = Setting<Double?>(
    "clip-norm", default: nil, in: Double.leastNonzeroMagnitude..., "largest norm of all gradients together")
  static let threads = Setting(
    "threads", default: 0, in: 0...1024, "threads inside operations; 0 lets the workbench choose"
  ).withoutEffectOnResults()
  static let device = Setting("device", default: DeviceName.auto, "where to compute").withoutEffectOnResults()
  static let precision = Setting("precision", default: Precision.float32, "type of the numbers")
  static let evaluationBatchSize = Setting(
    "evaluation-batch-size", default: 256, in: 1...1_048_576, "samples in one batch of an evaluation"
  ).withoutEffectOnResults()

  static let settings: [any AnySetting] = [
    epochs, batchSize, microBatch, labelSmoothing, mixup, clipNorm, threads, device, precision, evaluationBatchSize,
  ]

  init(_ settings: Settings) {
    epochs = settings[Self.epochs]
    batchSize = settings[Self.batchSize]
    microBatch = settings[Self.microBatch]
    labelSmoothing = settings[Self.labelSmoothing]
    mixup = settings[Self.mixup]
    clipNorm = settings[Self.clipNorm]
    threads = settings[Self.threads]
    device = settings[Self.device].name
    precision = settings[Self.precision]
    evaluationBatchSize = settings[Self.evaluationBatchSize]
  }
}
