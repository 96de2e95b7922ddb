/// The section `weights`: trained weights of another program that the network begins from.
public struct WeightsSection: Sendable, Equatable {
  /// The file, in safetensors format; nil lets the network begin from the seed alone.
  public let path: String?
  /// A beginning of names in the file, whole up to a dot, and what is to be read in its place.
  public struct RenamedPlace: Sendable, Equatable {
    /// As the file has it; empty for the beginning of every name.
    public let old: String
    /// As the network or a library that publishes weights has it; empty to leave the beginning out.
    public let new: String

    /// A place and what stands for it.
    public init(old: String, new: String) { (self.old, self.new) = (old, new) }
  }

  /// What names of the file are changed before they are looked for; of several places that fit, the longest counts.
  public let names: [RenamedPlace]
  /// Whether exits take the file's classifiers; else those begin anew.
  public let takesClassifiers: Bool
  /// Whether everything must fit.
  public let isStrict: Bool

  static let file = Setting<RecipePath?>(
    "path", default: nil, "a safetensors file with the backbone's weights; none: begin from the seed")
  static let renamed = Setting(
    "names", default: NamedTexts(),
    "other names for places in the file, such as {module: \"\", features.0: blocks.0.conv}")
  static let classifiers = Setting(
    "classifiers", default: false, "take the file's classifiers, too; else they begin anew, for any number of classes")
  static let strict = Setting(
    "strict", default: true, "refuse a file in which anything is missing, left over or of another shape")

  static let settings: [any AnySetting] = [file, renamed, classifiers, strict]

  init(_ settings: Settings) {
    path = settings[Self.file]?.path
    names = settings[Self.renamed].values.map { RenamedPlace(old: $0.name, new: $0.text) }
    takesClassifiers = settings[Self.classifiers]
    isStrict = settings[Self.strict]
  }
}

/// The section `train`: how long and in which portions.
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
  /// Samples in one portion of an evaluation.
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
    "threads", default: 0, in: 0...1024, "threads inside operations; 0 lets the workbench choose")
  static let device = Setting("device", default: DeviceName.auto, "where to compute")
  static let precision = Setting("precision", default: Precision.float32, "type of the numbers")
  static let evaluationBatchSize = Setting(
    "evaluation-batch-size", default: 256, in: 1...1_048_576, "samples in one portion of an evaluation")

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

/// The keys of the section `policy` that every exit policy has: what thresholds are fitted to, and on which samples.
public struct PolicySection: Sendable, Equatable {
  /// The splits that thresholds can be fitted on; `test` is there for upper bounds and is marked in every report.
  public enum FittingSplit: String, SettingChoice { case calibration, validation, test }

  /// Where thresholds, temperatures and the policy's parameters are fitted.
  public let fitOn: FittingSplit
  /// Whether the policy sees logits divided by a temperature of each exit.
  public let scalesTemperatures: Bool
  /// The mean cost of a sample to find thresholds for, in multiply-accumulates.
  public let budget: OperationCount?
  /// The share of right answers to find thresholds for, 0...1.
  public let accuracy: Double?
  /// The share of samples that each exit is to take.
  public let distribution: [Double]?

  static let fitOn = Setting(
    "fit-on", default: FittingSplit.calibration, "split that thresholds are fitted on; test is marked in every report")
  static let scalesTemperatures = Setting(
    "temperature-scaling", default: false, "divide the logits of each exit by a fitted temperature first")
  static let budget = Setting<OperationCount?>(
    "budget", default: nil, "mean cost of a sample to find thresholds for, in MACs")
  static let accuracy = Setting<Double?>(
    "accuracy", default: nil, in: 0...1, "share of right answers to find the cheapest thresholds for")
  static let distribution = Setting<[Double]?>(
    "distribution", default: nil, "share of samples that each exit is to take; the shares sum to 1")

  static let settings: [any AnySetting] = [fitOn, scalesTemperatures, budget, accuracy, distribution]

  init(_ settings: Settings) {
    fitOn = settings[Self.fitOn]
    scalesTemperatures = settings[Self.scalesTemperatures]
    budget = settings[Self.budget]
    accuracy = settings[Self.accuracy]
    distribution = settings[Self.distribution]
  }
}

/// A number of operations: `120M`, `1.5G`, `800k`, or in full.
public struct OperationCount: SettingValue, CustomStringConvertible {
  /// The number, greater than 0.
  public let count: Double
  private let text: String

  /// What messages call one value.
  public static var settingKind: String { "a number of operations such as 120M (k, M or G)" }
  /// What messages call several.
  public static var settingKinds: String { "numbers of operations" }

  /// Reads a value; `120M MACs` is accepted as well.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, let match = text.wholeMatch(of: /([0-9.eE+-]+?) ?([kMG]?)( ?MACs)?/),
      let number = Self.number(String(match.1))
    else { throw SettingMistake(node, expected: Self.settingKind) }
    let factors = ["": 1, "k": 1e3, "M": 1e6, "G": 1e9]
    count = number * (factors[String(match.2)] ?? 1)
    self.text = "\(match.1)\(match.2)"
  }

  private static func number(_ text: String) -> Double? {
    switch Numeral(text) {
    case .whole, .decimal: Double(text).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    case .refused, .other: nil
    }
  }

  /// The value as YAML.
  public var recipeText: String { text }
  /// The value as it was written: `120M`.
  public var description: String { text }

  /// Equal numbers, however they are written.
  public static func == (a: OperationCount, b: OperationCount) -> Bool { a.count == b.count }
}

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

/// Parameters that conflict is measured over, coarsest first.
public enum ConflictLevel: String, SettingChoice {
  /// All shared parameters.
  case backbone
  /// Those between two exits.
  case stage
  /// Those of one layer, such as a convolution.
  case layer
}

/// An epoch that a recipe names: its number, or `last`.
public enum EpochChoice: SettingValue {
  /// Counted from 1.
  case number(Int)
  case last

  /// What messages call one value.
  public static var settingKind: String { "the number of an epoch, from 1, or last" }
  /// What messages call several.
  public static var settingKinds: String { "epochs, counted from 1, or last" }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    if node.text == "last" {
      self = .last
      return
    }
    guard let number = try? Int(recipe: node), number >= 1 else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    self = .number(number)
  }

  /// The value as YAML.
  public var recipeText: String { if case .number(let number) = self { String(number) } else { "last" } }

  /// Whether the choice means this epoch, counted from 1, of so many.
  public func matches(_ epoch: Int, of epochs: Int) -> Bool {
    self == .number(epoch) || (self == .last && epoch == epochs)
  }
}

/// The blocks of a backbone that have an exit.
public enum ExitSelection: SettingValue {
  case all
  /// Counted from 1, in rising order, at least one.
  case blocks([Int])

  /// What messages call one value.
  public static var settingKind: String { "all, or a list of blocks, counted from 1 and rising" }
  /// What messages call several.
  public static var settingKinds: String { settingKind }

  /// Reads a value.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    if node.text == "all" {
      self = .all
      return
    }
    guard let items = node.items, !items.isEmpty else { throw SettingMistake(node, expected: Self.settingKind) }
    var blocks: [Int] = []
    for item in items {
      guard let block = try? Int(recipe: item), block > blocks.last ?? 0 else {
        throw SettingMistake(item, expected: Self.settingKind)
      }
      blocks.append(block)
    }
    self = .blocks(blocks)
  }

  /// The value as YAML.
  public var recipeText: String { if case .blocks(let blocks) = self { blocks.recipeText } else { "all" } }
}

/// The name of a recipe, safe as a part of a file name.
struct RecipeName: SettingValue {
  let name: String

  static var settingKind: String {
    "up to 64 letters, digits, '-', '_' or '.', beginning with a letter, digit or '_'"
  }
  static var settingKinds: String { "names" }

  init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, !text.isEmpty, Self.cleaned(text) == text else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    name = text
  }

  /// The name that a file gives its recipe: its base name, with `-` for whatever a name cannot hold.
  init(file: String) {
    let part = file.filePart
    let suffix = [".yaml", ".yml"].first { part.lowercased().hasSuffix($0) } ?? ""
    let cleaned = Self.cleaned(String(part.dropLast(suffix.count)))
    name = cleaned.isEmpty ? "recipe" : cleaned
  }

  var recipeText: String { name.recipeText }

  private static func cleaned(_ text: String) -> String {
    let safe = text.unicodeScalars.map {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0)) ? Character($0) : "-"
    }
    return String(String(safe).drop { $0 == "-" || $0 == "." }.prefix(64))
  }
}

/// A device in a recipe.
struct DeviceName: SettingValue {
  let name: String

  static let auto = DeviceName(name: "auto")
  static var settingKind: String { "auto, cpu, cuda or cuda:N" }
  static var settingKinds: String { "devices" }

  private init(name: String) { self.name = name }

  init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, ["auto", "cpu", "cuda"].contains(text) || Self.isNumbered(text) else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    name = text
  }

  var recipeText: String { name.recipeText }

  /// Whether the text is `cuda:` and the number of a device, of at most three digits.
  private static func isNumbered(_ text: String) -> Bool {
    guard text.hasPrefix("cuda:"), case let digits = text.dropFirst(5), digits.utf8.count <= 3 else { return false }
    if case .whole = Numeral(String(digits)), digits.first?.isNumber == true { return true }
    return false
  }
}
