import WorkbenchCore

/// Average pooling of the coarsest features, and one linear map without bias for each part of the channels: those shared with
/// deeper exits and the exit's own.
///
/// The scores are the sum of both maps. A part that a strategy cleared is no term of it.
///
/// Source: the VGG networks of the reference implementation of Deep Feature Surgery (ECCV 2024), with the adaptation that its
/// distillation compares.
struct SplitLinearHead: ExitHead {
  static let name = "pooled-split-linear"
  static let summary = "average pooling and one linear map for each part of the channels (VGG of DFS)"

  /// Tokens are pooled like the positions of a map.
  static let reads: Set<FeatureLayout> = [.map, .tokens]

  static let split = Setting(
    "split", default: 0.5, in: 0...1, "share of the channels that has a map of its own, as strategy dfs has its beta")
  static let adaptation = Setting(
    "adaptation", default: 0, in: 0...16,
    "side of the map that distillation compares, after a linear map to the deepest exit's width; 0: pooled features")

  static let settings: [any AnySetting] = [split, adaptation]

  static func quirks(of settings: Settings) -> [Quirk] {
    [
      Quirk(
        of: split, "each part of the weight begins by its own number of inputs, as in DFS's code, whatever the strategy"
      )
    ]
      + (settings[adaptation] == 0
        ? []
        : [Quirk(of: adaptation, "its weights are computed in every step, and nothing but distillation trains them")])
  }

  private let weight: SplitWeight
  private let adaptation: MapAdaptation?

  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws {
    weight = try SplitWeight(
      scope / "linear", ChannelSplit(of: place.coarsest.channels, share: settings[Self.split]), out: place.classes)
    let side = settings[Self.adaptation]
    guard side > 0 else {
      adaptation = nil
      return
    }
    guard let found = try MapAdaptation(scope / "adaptation", side: side, at: place) else {
      throw settings.problem(
        Self.adaptation,
        "features of \(place.coarsest.height) x \(place.coarsest.width) cannot be pooled to side \(side)",
        hint: "sides must be square and a multiple of it")
    }
    adaptation = found
  }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
    let map = try features.coarsest
    let pooled = try map.globallyAveragePooled()
    let (input, matrix) = try weight.operands(for: pooled, cleared: map.clearedChannels)
    return HeadOutput(logits: try input.linear(matrix), embedding: try adaptation?(map) ?? pooled)
  }
}
