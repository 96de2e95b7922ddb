import WorkbenchCore

/// Multi-scale dense network: every layer works on several scales, and joins what it adds to what it got.
///
/// Source: Huang et al., "Multi-Scale Dense Networks for Resource Efficient Image Classification", ICLR 2018; the
/// configurations are those of the reference implementation of Deep Feature Surgery (ECCV 2024).
struct MSDNet: Backbone {
  static let name = "msdnet"
  static let summary = "multi-scale dense network (Huang et al., ICLR 2018)"

  static let blockCount = Setting("blocks", default: 7, in: 1...64, "number of blocks")
  static let base = Setting("base", default: 4, in: 1...64, "layers of the first block")
  static let step = Setting("step", default: 2, in: 1...64, "layers of every later block")
  static let stepMode = Setting(
    "step-mode", default: StepMode.even,
    "even: every later block has `step` layers; lin-grow: block k has `step` * k + 1")
  static let channels = Setting(
    "channels", default: 16, in: 1...1024, "channels of the first layer at the finest scale")
  static let growth = Setting("growth", default: 16, in: 2...1024, "channels that a layer adds at the finest scale")
  static let scales = Setting("scales", default: [1, 2, 4], each: 1...64, "width of every scale, finest first")
  static let bottleneck = Setting(
    "bottleneck", default: [1, 2, 4], each: 0...64, "width of the 1x1 bottleneck of every scale; 0 for none")
  static let prune = Setting(
    "prune", default: Prune.max, "max: scales are dropped at regular intervals; min: as late as the exits allow")
  static let reduction = Setting(
    "reduction", default: 0.5, in: 0...1,
    "share of channels that the transition after a dropped scale keeps; 0 for none")
  static let stem = Setting(
    "stem", default: Stem.small, "small: one 3x3 convolution; large: 7x7 with stride 2 and pooling, for ImageNet")
  static let initialization = Setting(
    "initialization", default: ConvolutionInitialization.uniformFanIn,
    "uniform: what the reference's code really does; normal: N(0, 2 / fan-out), what it intends")

  static let settings: [any AnySetting] = [
    blockCount, base, step, stepMode, channels, growth, scales, bottleneck, prune, reduction, stem, initialization,
  ]

  static func quirks(of settings: Settings) -> [Quirk] {
    guard settings[initialization] == .uniformFanIn else { return [] }
    return [
      Quirk(
        of: initialization,
        "convolutions begin by PyTorch's default, as MSDNet's code and DFS's never get to the initialisation that they define; 'normal' is that one"
      )
    ]
  }

  enum StepMode: String, SettingChoice { case even, linGrow = "lin-grow" }
  enum Prune: String, SettingChoice { case max, min }
  enum Stem: String, SettingChoice { case small, large }

  let blocks: [[ImageShape]]
  private let stem: MultiScaleStem
  private let layers: [[any MultiScaleLayer]]

  init(_ settings: Settings, scope: Scope, input: ImageShape) throws {
    let plan = try LayerPlan(settings)
    let convolutions = settings[Self.initialization]

    let firstBlock = scope / 0
    stem = try MultiScaleStem(
      firstBlock / "stem", input: input, channels: plan.channels, scales: plan.scales, kind: settings[Self.stem],
      initialization: convolutions)
    var shapes = stem.outputs
    var blocks: [[ImageShape]] = []
    var layers: [[any MultiScaleLayer]] = []
    for (index, block) in plan.blocks.enumerated() {
      var built: [any MultiScaleLayer] = []
      for layer in block {
        let place = scope / index / "layers" / built.count
        let next: any MultiScaleLayer =
          switch layer {
          case .dense(let dense): try DenseLayer(place, dense, input: shapes, initialization: convolutions)
          case .transition(let transition):
            try TransitionLayer(place, transition, input: shapes, initialization: convolutions)
          }
        shapes = next.outputs
        built.append(next)
      }
      layers.append(built)
      blocks.append(shapes)
    }
    (self.blocks, self.layers) = (blocks, layers)
  }

  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
    let input = index == 0 ? try stem(features[0], mode) : features
    return try layers[index].reduce(input) { try $1($0, mode) }
  }
}

/// One layer over several scales.
protocol MultiScaleLayer {
  /// The shapes of its features, finest scale first.
  var outputs: [ImageShape] { get }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> Features
}
