import WorkbenchCore

/// Changes brightness, contrast and saturation by random factors and turns hues by a random angle, in random order.
///
/// A factor is uniform in `1 - amount ... 1 + amount`, but not below 0; an angle in `-amount ... amount` of the whole circle.
///
/// Source: the transform of this name in torchvision, on bytes.
struct ColorJitter: Transform {
  static let name = "color-jitter"
  static let summary = "changes brightness, contrast, saturation and hue at random"

  static let brightness = Setting("brightness", default: 0.4, in: 0...10, "amount, about 1")
  static let contrast = Setting("contrast", default: 0.4, in: 0...10, "amount, about 1")
  static let saturation = Setting("saturation", default: 0.4, in: 0...10, "amount, about 1")
  static let hue = Setting(
    "hue", default: 0, in: 0...0.5, "largest angle, of the whole circle; grey pictures have no hue")
  static let settings: [any AnySetting] = [brightness, contrast, saturation, hue]

  private let amounts: [Double]

  init(_ settings: Settings, shape: ImageShape) throws {
    amounts = [settings[Self.brightness], settings[Self.contrast], settings[Self.saturation], settings[Self.hue]]
  }

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    let picture = PictureBytes(pixels, shape)
    for index in random.permutation(of: amounts.count) where amounts[index] > 0 {
      let amount = amounts[index]
      if index == 3 {
        picture.turnHue(by: Int((2 * random.uniform() - 1) * amount * 255))
        continue
      }
      let lowest = max(0, 1 - amount)
      let factor = Float(lowest + random.uniform() * (1 + amount - lowest))
      switch index {
      case 0: picture.adjustBrightness(factor)
      case 1: picture.adjustContrast(factor)
      default: picture.adjustColor(factor)
      }
    }
  }
}
