import WorkbenchCore

/// Blackens a square at a random place; what lies outside of the picture is cut off.
///
/// Source: DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017.
struct Cutout: Transform {
  static let name = "cutout"
  static let summary = "blackens squares at random places"

  static let length = Setting("length", default: 16, in: 1...4096, "side of the square, in pixels")
  static let holes = Setting("holes", default: 1, in: 1...100, "number of squares, which may overlap")
  static let fill = Setting("fill", default: 0, in: 0...255, "the byte that the square is filled with")
  static let settings: [any AnySetting] = [length, holes, fill]

  private let length: Int
  private let holes: Int
  private let fill: UInt8

  init(_ settings: Settings, shape: ImageShape) throws {
    length = settings[Self.length]
    holes = settings[Self.holes]
    fill = UInt8(settings[Self.fill])
  }

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    for _ in 0..<holes {
      let rows = range(around: random.below(shape.height), of: shape.height)
      let columns = range(around: random.below(shape.width), of: shape.width)
      for channel in 0..<shape.channels {
        for y in rows {
          for x in columns { pixels[(channel * shape.height + y) * shape.width + x] = fill }
        }
      }
    }
  }

  private func range(around centre: Int, of side: Int) -> Range<Int> {
    max(0, centre - length / 2)..<min(side, centre - length / 2 + length)
  }
}
