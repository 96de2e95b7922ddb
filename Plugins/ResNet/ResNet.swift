import WorkbenchCore

/// Residual network in four blocks, one for each width.
///
/// Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016; the stem for small images is that of the
/// reference implementation of Deep Feature Surgery (ECCV 2024).
struct ResNet: Backbone {
  static let name = "resnet"
  static let summary = "residual network (He et al., CVPR 2016), an exit after each of its four stages"

  static let depth = Setting("depth", default: Depth.resNet18, "number of layers")
  static let stem = Setting(
    "stem", default: Stem.small, "small: one 3x3 convolution; large: 7x7 with stride 2 and pooling, for ImageNet")
  static let initialization = Setting(
    "initialization", default: ConvolutionInitialization.normalFanOut,
    "normal: N(0, 2 / fan-out), as published; uniform: PyTorch's default")

  static let settings: [any AnySetting] = [depth, stem, initialization]

  enum Depth: String, SettingChoice {
    case resNet18 = "18"
    case resNet34 = "34"
    case resNet50 = "50"
    case resNet101 = "101"
    case resNet152 = "152"

    /// The number of residual units in every block.
    var units: [Int] {
      switch self {
      case .resNet18: [2, 2, 2, 2]
      case .resNet34, .resNet50: [3, 4, 6, 3]
      case .resNet101: [3, 4, 23, 3]
      case .resNet152: [3, 8, 36, 3]
      }
    }

    var usesBottlenecks: Bool { self != .resNet18 && self != .resNet34 }
  }

  enum Stem: String, SettingChoice { case small, large }

  let blocks: [[ImageShape]]
  private let stem: ConvolutionUnit
  private let pools: Bool
  private let units: [[ResidualUnit]]

  init(_ settings: Settings, scope: Scope, input: ImageShape) throws {
    let depth = settings[Self.depth]
    let initialization = settings[Self.initialization]
    pools = settings[Self.stem] == .large
    stem = try ConvolutionUnit(
      scope / 0 / "stem", in: input.channels, out: 64, kernel: pools ? 7 : 3, stride: pools ? 2 : 1,
      initialization: initialization)

    var shape = ImageShape(channels: 64, height: input.height, width: input.width)
    if pools { shape = shape.halved(channels: 64).halved(channels: 64) }
    var blocks: [[ImageShape]] = []
    var units: [[ResidualUnit]] = []
    for (block, count) in depth.units.enumerated() {
      var built: [ResidualUnit] = []
      for index in 0..<count {
        let stride = block > 0 && index == 0 ? 2 : 1
        let unit = try ResidualUnit(
          scope / block / "units" / index, in: shape.channels, inner: 64 << block, stride: stride,
          isBottleneck: depth.usesBottlenecks, initialization: initialization)
        shape =
          stride == 2
          ? shape.halved(channels: unit.outputs)
          : ImageShape(channels: unit.outputs, height: shape.height, width: shape.width)
        built.append(unit)
      }
      units.append(built)
      blocks.append([shape])
    }
    (self.blocks, self.units) = (blocks, units)
  }

  /// torchvision's names, which timm shares.
  var publishedNames: [PublishedNames] {
    var names = ["0.stem.conv": "conv1", "0.stem.norm": "bn1"]
    for (block, units) in units.enumerated() {
      for (index, unit) in units.enumerated() {
        let (own, published) = ("\(block).units.\(index)", "layer\(block + 1).\(index)")
        for number in 1...unit.convolutions {
          let place = number < unit.convolutions ? "unit\(number)" : "last"
          names["\(own).\(place).conv"] = "\(published).conv\(number)"
          names["\(own).\(place).norm"] = "\(published).bn\(number)"
        }
        names["\(own).shortcut.conv"] = "\(published).downsample.0"
        names["\(own).shortcut.norm"] = "\(published).downsample.1"
      }
    }
    return [
      PublishedNames(library: "torchvision", backbone: names, head: ["linear": "fc"], classifier: "fc")
    ]
  }

  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
    var x = features[0]
    if index == 0 {
      x = try stem(x, mode)
      if pools { x = try x.maxPooled(3, stride: 2, padding: 1) }
    }
    return [try units[index].reduce(x) { try $1($0, mode) }]
  }
}
