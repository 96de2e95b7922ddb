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
    guard random.uniform() < probability, let bytes = pixels.baseAddress else { return }
    for row in 0..<shape.channels * shape.height {
      var left = bytes + row * shape.width
      var right = left + shape.width - 1
      while left < right {
        (left.pointee, right.pointee) = (right.pointee, left.pointee)
        left += 1
        right -= 1
      }
    }
  }
}
