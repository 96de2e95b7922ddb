import WorkbenchCore

/// AutoAugment's policy for CIFAR-10: one of 25 pairs of changes, each of which happens with its own probability.
///
/// The order of the recipe's list is that of the changes; the published one is crop, flip, this, cutout. What comes in from
/// outside is grey 128. As in the widely used port that the DFS paper trains with, rotations are never clockwise.
///
/// Source: Cubuk et al., "AutoAugment: Learning Augmentation Strategies from Data", CVPR 2019, table 7.
struct AutoAugmentCIFAR10: Transform {
  static let name = "autoaugment-cifar10"
  static let summary = "AutoAugment's policy for CIFAR-10: pairs of changes of colour and place"

  static func quirks(of settings: Settings) -> [Quirk] {
    [
      Quirk(
        "pictures are only turned counter-clockwise, as in the port that DFS's code trains with; the article turns them both ways"
      )
    ]
  }

  init(_ settings: Settings, shape: ImageShape) throws {}

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    let picture = PictureBytes(pixels, shape)
    let (first, second) = Self.policy[random.below(Self.policy.count)]
    for step in [first, second] where random.uniform() < step.probability {
      step.change.apply(to: picture, level: step.level, isReversed: random.below(2) == 1)
    }
  }

  /// A change, how often it happens, and its strength in 0...9.
  struct Step: Sendable {
    let probability: Double
    let change: AutoAugmentChange
    let level: Int

    init(_ probability: Double, _ change: AutoAugmentChange, _ level: Int) {
      (self.probability, self.change, self.level) = (probability, change, level)
    }
  }

  static let policy: [(Step, Step)] = [
    (Step(0.1, .invert, 7), Step(0.2, .contrast, 6)),
    (Step(0.7, .rotate, 2), Step(0.3, .translateX, 9)),
    (Step(0.8, .sharpness, 1), Step(0.9, .sharpness, 3)),
    (Step(0.5, .shearY, 8), Step(0.7, .translateY, 9)),
    (Step(0.5, .autocontrast, 8), Step(0.9, .equalize, 2)),
    (Step(0.2, .shearY, 7), Step(0.3, .posterize, 7)),
    (Step(0.4, .color, 3), Step(0.6, .brightness, 7)),
    (Step(0.3, .sharpness, 9), Step(0.7, .brightness, 9)),
    (Step(0.6, .equalize, 5), Step(0.5, .equalize, 1)),
    (Step(0.6, .contrast, 7), Step(0.6, .sharpness, 5)),
    (Step(0.7, .color, 7), Step(0.5, .translateX, 8)),
    (Step(0.3, .equalize, 7), Step(0.4, .autocontrast, 8)),
    (Step(0.4, .translateY, 3), Step(0.2, .sharpness, 6)),
    (Step(0.9, .brightness, 6), Step(0.2, .color, 8)),
    (Step(0.5, .solarize, 2), Step(0.0, .invert, 3)),
    (Step(0.2, .equalize, 0), Step(0.6, .autocontrast, 0)),
    (Step(0.2, .equalize, 8), Step(0.6, .equalize, 4)),
    (Step(0.9, .color, 9), Step(0.6, .equalize, 6)),
    (Step(0.8, .autocontrast, 4), Step(0.2, .solarize, 8)),
    (Step(0.1, .brightness, 3), Step(0.7, .color, 0)),
    (Step(0.4, .solarize, 5), Step(0.9, .autocontrast, 3)),
    (Step(0.9, .translateY, 9), Step(0.7, .translateY, 9)),
    (Step(0.9, .autocontrast, 2), Step(0.8, .solarize, 3)),
    (Step(0.8, .equalize, 8), Step(0.1, .invert, 3)),
    (Step(0.7, .translateY, 9), Step(0.9, .autocontrast, 1)),
  ]
}
