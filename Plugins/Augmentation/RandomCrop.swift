import WorkbenchCore

/// Moves the picture by up to `padding` pixels in both directions; what comes in from outside is grey.
///
/// The same as padding the picture on every side and cutting a picture of the old size out, all places equally likely.
///
/// Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2. Grey 128 as in the code of
/// the DFS paper; the constant of most other programs is 0.
struct RandomCrop: Transform {
  static let name = "random-crop"
  static let summary = "moves the picture by a few pixels; what comes in is grey"

  static let padding = Setting("padding", default: 4, in: 0...64, "how far the picture may move, in pixels")
  static let fill = Setting("fill", default: 128, in: 0...255, "the byte that stands for what lies outside the picture")
  static let settings: [any AnySetting] = [padding, fill]

  static func quirks(of settings: Settings) -> [Quirk] {
    guard settings[fill] == 128 else { return [] }
    return [Quirk(of: fill, "what comes in from outside is grey, as in DFS's code; most programs have black, 0")]
  }

  private let padding: Int
  private let fill: UInt8

  init(_ settings: Settings, shape: ImageShape) throws {
    padding = settings[Self.padding]
    fill = UInt8(settings[Self.fill])
  }

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    let down = random.below(2 * padding + 1) - padding
    let right = random.below(2 * padding + 1) - padding
    PictureBytes(pixels, shape).shift(left: right, up: down, fill: fill)
  }
}
