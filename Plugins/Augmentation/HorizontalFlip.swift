import WorkbenchCore

/// Mirrors the picture, left to right, with a given probability.
struct HorizontalFlip: Transform {
  static let name = "horizontal-flip"
  static let summary = "mirrors the picture, left to right, with a probability"

  static let probability = Setting("probability", default: 0.5, in: 0...1, "how often the picture is mirrored")
  static let settings: [any AnySetting] = [probability]

  private let probability: Double

  init(_ settings: Settings, shape: ImageShape) throws { probability = settings[Self.probability] }

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    guard random.uniform() < probability else { return }
    for row in 0..<shape.channels * shape.height {
      let start = row * shape.width
      for x in 0..<shape.width / 2 { pixels.swapAt(start + x, start + shape.width - 1 - x) }
    }
  }
}
