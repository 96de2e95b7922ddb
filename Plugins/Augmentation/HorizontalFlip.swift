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
      Self.reverse(bytes + row * shape.width, count: shape.width)
    }
  }

  /// Puts bytes into the opposite order, eight from both ends at once as long as there are as many.
  private static func reverse(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) {
    var (left, right) = (bytes, bytes + count)
    while right - left >= 16 {
      right -= 8
      let first = UnsafeRawPointer(left).loadUnaligned(as: UInt64.self)
      let last = UnsafeRawPointer(right).loadUnaligned(as: UInt64.self)
      UnsafeMutableRawPointer(left).storeBytes(of: last.byteSwapped, as: UInt64.self)
      UnsafeMutableRawPointer(right).storeBytes(of: first.byteSwapped, as: UInt64.self)
      left += 8
    }
    while right - left >= 2 {
      right -= 1
      (left.pointee, right.pointee) = (right.pointee, left.pointee)
      left += 1
    }
  }
}
