import WorkbenchCore

/// Two 3x3 convolution units of stride 2, average pooling, dropout and an affine map.
///
/// With `inline-collaboration` every exit but the first also takes over what the exit before says, in as many channels again:
/// ``InlineCollaboration``. Its answer then takes all heads before it.
///
/// Source: Huang et al., "Multi-Scale Dense Networks", ICLR 2018; the dropout is an addition of the reference implementation of
/// Deep Feature Surgery (ECCV 2024).
struct MSDNetClassifier: ExitHead {
  static let name = "msdnet-classifier"
  static let summary = "two 3x3 convolutions of stride 2, pooling, dropout, linear (MSDNet)"

  static let channels = Setting(
    "channels", default: 128, in: 0...65_536,
    "channels of both convolutions; 0 keeps those of the features, as for ImageNet")
  static let dropout = Setting(
    "dropout", default: 0.5, in: 0...0.99, "probability that an element is dropped in training")
  static let initialization = Setting(
    "initialization", default: ConvolutionInitialization.uniformFanIn,
    "uniform: what the reference's code really does; normal: what it intends, N(0, 2 / fan-out) and biases at zero")

  static let inlineCollaboration = Setting(
    "inline-collaboration", default: false, "an exit also sees, through layers of its own, what the one before says")

  static let settings: [any AnySetting] = [channels, dropout, initialization, inlineCollaboration]

  static func quirks(of settings: Settings) -> [Quirk] {
    guard settings[initialization] == .uniformFanIn else { return [] }
    return [
      Quirk(
        of: initialization,
        "weights begin by PyTorch's default, as the initialisation that the code defines is never reached; 'normal' is that one"
      )
    ]
  }

  private let first: ConvolutionUnit
  private let second: ConvolutionUnit
  private let dropout: Dropout
  private let linear: Linear
  private let collaboration: InlineCollaboration?

  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws {
    let inputs = place.coarsest.channels
    let channels = settings[Self.channels] == 0 ? inputs : settings[Self.channels]
    let initialization = settings[Self.initialization]
    first = try ConvolutionUnit(
      scope / "unit1", in: inputs, out: channels, kernel: 3, stride: 2, initialization: initialization)
    second = try ConvolutionUnit(
      scope / "unit2", in: channels, out: channels, kernel: 3, stride: 2, initialization: initialization)
    dropout = Dropout(scope / "dropout", probability: settings[Self.dropout])
    collaboration =
      settings[Self.inlineCollaboration] && place.exit.index > 0
      ? try InlineCollaboration(scope / "collaboration", classes: place.classes, channels: channels) : nil
    let width = collaboration == nil ? channels : 2 * channels
    linear =
      switch initialization {
      case .uniformFanIn: try Linear(scope / "linear", in: width, out: place.classes)
      // What is meant touches the bias alone.
      case .normalFanOut:
        try Linear(scope / "linear", in: width, out: place.classes, weights: .uniform(fanIn: width))
      }
  }

  var seesEarlierExits: Bool { collaboration != nil }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
    try self(features, after: [], mode)
  }

  func callAsFunction(_ features: Features, after earlier: [Tensor], _ mode: Mode) throws -> HeadOutput {
    let pooled = try second(first(features.coarsest, mode), mode).globallyAveragePooled()
    var seen = pooled
    if let collaboration, let previous = earlier.last {
      seen = try Tensor.concatenated([pooled, collaboration(previous, mode)], dim: 1)
    }
    return HeadOutput(logits: try linear(dropout(seen, mode)), embedding: pooled)
  }
}
