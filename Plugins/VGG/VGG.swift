import WorkbenchCore

/// Plain chains of 3x3 convolutions, a block for each.
///
/// Where `split` is given, the convolutions after the first have one weight for the channels that an exit shares with the
/// deeper ones and one for its own, and no bias: the network of the DFS paper. Any strategy may train it; only one that
/// hands zeros on tells the weights apart.
///
/// Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015. Widths,
/// normalization behind the rectification, and split weights as in the reference implementation of Deep Feature Surgery
/// (ECCV 2024).
struct VGG: Backbone {
  static let name = "vgg"
  static let summary = "chain of 3x3 convolutions (Simonyan and Zisserman, ICLR 2015), an exit after each of them"

  static let layout = Setting(
    "layout", default: Layout.vgg7, "vgg7-64: six convolutions, for small images; vgg16-64: thirteen, for ImageNet")
  static let split = Setting<Double?>(
    "split", default: nil, in: 0...1,
    "share of a convolution's inputs that has a weight of its own, as strategy dfs has its beta; none: one weight")

  static let settings: [any AnySetting] = [layout, split]

  static func quirks(of settings: Settings) -> [Quirk] {
    [Quirk("every unit rectifies before it normalises, as in DFS's code; most networks normalise first")]
      + (settings[split] == nil
        ? []
        : [
          Quirk(
            of: split,
            "each part of a weight begins by its own number of inputs, as in DFS's code, so that the share changes initial weights under every strategy"
          )
        ])
  }

  enum Layout: String, SettingChoice {
    case vgg7 = "vgg7-64"
    case vgg16 = "vgg16-64"

    /// The output channels of the convolutions; a stage ends with pooling.
    var stages: [[Int]] {
      switch self {
      case .vgg7: [[64, 64], [128, 128], [256, 256]]
      case .vgg16: [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]]
      }
    }
  }

  let blocks: [[ImageShape]]
  private let units: [VGGUnit]

  init(_ settings: Settings, scope: Scope, input: ImageShape) throws {
    let stages = settings[Self.layout].stages
    let side = 1 << stages.count
    guard min(input.height, input.width) >= side else {
      throw settings.problem(
        Self.layout,
        "'\(settings[Self.layout].rawValue)' halves images \(stages.count) times, and these have "
          + "\(input.height) x \(input.width) pixels",
        hint: "use images of at least \(side) x \(side) pixels")
    }
    var shape = input
    var blocks: [[ImageShape]] = []
    var units: [VGGUnit] = []
    for stage in stages {
      for (index, channels) in stage.enumerated() {
        let pools = index == stage.count - 1
        // Images are no features of an exit.
        let split = units.isEmpty ? nil : settings[Self.split].map { ChannelSplit(of: shape.channels, share: $0) }
        units.append(
          try VGGUnit(scope / units.count, in: shape.channels, split: split, out: channels, pools: pools))
        let divisor = pools ? 2 : 1
        shape = ImageShape(channels: channels, height: shape.height / divisor, width: shape.width / divisor)
        blocks.append([shape])
      }
    }
    (self.blocks, self.units) = (blocks, units)
  }

  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
    [try units[index](features.coarsest, mode)]
  }
}
