import WorkbenchCore

/// A change of AutoAugment's policies, with a strength in 0...9.
enum AutoAugmentChange: String, Sendable, CaseIterable {
  case shearX, shearY, translateX, translateY, rotate
  case color, contrast, brightness, sharpness
  case posterize, solarize, autocontrast, equalize, invert

  private static let grey: UInt8 = 128

  /// Changes a picture.
  ///
  /// - Parameters:
  ///   - picture: what is changed.
  ///   - level: the strength, 0 for none; the last three changes have but one.
  ///   - isReversed: whether the picture moves, or a quality is changed, in the other direction.
  func apply(to picture: PictureBytes, level: Int, isReversed: Bool) {
    // One of ten evenly spaced values, the steps multiplied as numpy's `linspace` does.
    func strength(_ largest: Double) -> Double { largest / 9 * Double(level) }
    let sign: Double = isReversed ? -1 : 1
    let slope = strength(0.3) * sign
    let distance = strength(150 / 331) * sign
    let factor = Float(1 + strength(0.9) * sign)
    switch self {
    case .shearX: picture.shearRows(slope, fill: Self.grey)
    case .shearY: picture.shearColumns(slope, fill: Self.grey)
    case .translateX: picture.translate(left: distance * Double(picture.shape.width), up: 0, fill: Self.grey)
    case .translateY: picture.translate(left: 0, up: distance * Double(picture.shape.height), fill: Self.grey)
    case .rotate: picture.rotate(degrees: strength(30), fill: Self.grey)
    case .color: picture.adjustColor(factor)
    case .contrast: picture.adjustContrast(factor)
    case .brightness: picture.adjustBrightness(factor)
    case .sharpness: picture.adjustSharpness(factor)
    case .posterize: picture.posterize(bits: Int((8 - strength(4)).rounded(.toNearestOrEven)))
    case .solarize: picture.solarize(from: 256 - strength(256))
    case .autocontrast: picture.stretchContrast()
    case .equalize: picture.equalize()
    case .invert: picture.invert()
    }
  }
}
