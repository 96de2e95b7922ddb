import WorkbenchCore

/// A gate on the features, separable convolutions down to the deepest exit's width and size, pooling and an affine map.
///
/// At the last exit only pooling and the affine map remain. Every separable convolution halves the size and doubles the
/// channels, until the deepest exit's number is reached, whatever the backbone's widths are.
///
/// Source: Zhang et al., "SCAN: A Scalable Neural Networks Framework", NeurIPS 2019, as in the reference implementation of
/// Deep Feature Surgery (ECCV 2024), where it serves ResNet.
struct GatedSeparableHead: ExitHead {
  static let name = "gated-separable"
  static let summary = "attention gate and separable convolutions (ResNet of SCAN, BYOT and DFS)"

  static let adaptation = Setting(
    "adaptation", default: false,
    "an affine map of the embedding that distillation compares, at all exits but the last")

  static let settings: [any AnySetting] = [adaptation]

  static func quirks(of settings: Settings) -> [Quirk] {
    [
      Quirk(
        "depthwise convolutions begin as if every output saw all channels, as in DFS's code, and so with smaller weights than is meant"
      )
    ]
      + (settings[adaptation]
        ? [
          Quirk(
            of: adaptation,
            "early exits are compared after an affine map of their own, the last one as it is; the map serves distillation and no answer"
          )
        ] : [])
  }

  private let gate: FeatureGate?
  private let chain: [SeparableConvolution]
  private let linear: Linear
  private let adaptation: Linear?

  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws {
    let width = place.deepest.channels
    var channels = place.coarsest.channels
    guard !place.exit.isLast else {
      (gate, chain, adaptation) = (nil, [], nil)
      linear = try Linear(scope / "linear", in: width, out: place.classes)
      return
    }
    guard place.coarsest.height % 2 == 0, place.coarsest.width % 2 == 0 else {
      throw settings.problem(
        "head '\(Self.name)' needs features of even height and width, but exit \(place.exit.number) has "
          + "\(place.coarsest.height) x \(place.coarsest.width)",
        hint: "leave that exit out of 'exits', or choose another head")
    }
    gate = try FeatureGate(scope / "gate", channels: channels)
    var chain: [SeparableConvolution] = []
    while channels < width {
      let next = min(2 * channels, width)
      chain.append(try SeparableConvolution(scope / "chain" / chain.count, in: channels, out: next))
      channels = next
    }
    self.chain = chain
    linear = try Linear(scope / "linear", in: channels, out: place.classes)
    adaptation = settings[Self.adaptation] ? try Linear(scope / "adaptation", in: channels, out: channels) : nil
  }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
    var x = try features.coarsest
    if let gate { x = try gate(x, mode) * x }
    let pooled = try chain.reduce(x) { try $1($0, mode) }.globallyAveragePooled()
    return HeadOutput(logits: try linear(pooled), embedding: try adaptation?(pooled) ?? pooled)
  }
}
