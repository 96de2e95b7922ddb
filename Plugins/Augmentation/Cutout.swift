import WorkbenchCore

/// Fills a square at a random place; what lies outside of the picture is cut off.
///
/// It happens before pixels are normalised, so that the square is black: that is how the code of the DFS paper has it. Where others fill
/// with zeros after normalising, the square has the mean colour, which `fill` gives as bytes: `[125, 123, 114]` for CIFAR-10.
///
/// Source: DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017.
struct Cutout: Transform {
  static let name = "cutout"
  static let summary = "fills squares at random places"

  static let length = Setting("length", default: 16, in: 1...4096, "side of the square, in pixels")
  static let holes = Setting("holes", default: 1, in: 1...100, "number of squares, which may overlap")
  static let fill = Setting(
    "fill", default: [0], each: 0...255, "what the square is filled with: a byte for each channel, or one for all")
  static let settings: [any AnySetting] = [length, holes, fill]

  static func quirks(of settings: Settings) -> [Quirk] {
    guard settings[fill].allSatisfy({ $0 == 0 }) else { return [] }
    return [
      Quirk(
        of: fill,
        "squares are cut out before pixels are normalised, as in DFS's code, so that a network sees them darker than the mean and not as 0; "
          + "a fill of the mean colour is what cutting out afterwards comes to")
    ]
  }

  private let length: Int
  private let holes: Int
  private let fill: [UInt8]

  init(_ settings: Settings, shape: ImageShape) throws {
    length = settings[Self.length]
    holes = settings[Self.holes]
    let values = settings[Self.fill].map { UInt8($0) }
    guard values.count == 1 || values.count == shape.channels else {
      throw settings.problem(
        Self.fill, "'fill' has \(values.count) bytes, and pictures have \(shape.channels) channels",
        hint: "give one for each channel, or one for all")
    }
    fill = values.count == 1 ? [UInt8](repeating: values[0], count: shape.channels) : values
  }

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    for _ in 0..<holes {
      let rows = range(around: random.below(shape.height), of: shape.height)
      let columns = range(around: random.below(shape.width), of: shape.width)
      guard let bytes = pixels.baseAddress else { return }
      for channel in 0..<shape.channels {
        for y in rows {
          let line = bytes + (channel * shape.height + y) * shape.width
          line.advanced(by: columns.lowerBound).update(repeating: fill[channel], count: columns.count)
        }
      }
    }
  }

  private func range(around centre: Int, of side: Int) -> Range<Int> {
    max(0, centre - length / 2)..<min(side, centre - length / 2 + length)
  }
}
