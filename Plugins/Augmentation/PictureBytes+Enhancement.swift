import WorkbenchCore

/// Changes of strength `factor`: 0 leaves the picture without the quality, 1 leaves it alone, more exaggerates.
///
/// They equal those of Pillow's `ImageEnhance`, byte for byte.
extension PictureBytes {
  /// From black to glaring.
  func adjustBrightness(_ factor: Float) {
    map { Self.blend(0, $0, factor) }
  }

  /// From even grey to hard.
  func adjustContrast(_ factor: Float) {
    let sum = (0..<area).reduce(0) { $0 + Int(luminance($1)) }
    let grey = UInt8(Double(sum) / Double(area) + 0.5)
    map { Self.blend(grey, $0, factor) }
  }

  /// From grey to gaudy.
  func adjustColor(_ factor: Float) {
    for pixel in 0..<area {
      let grey = luminance(pixel)
      for channel in 0..<shape.channels {
        let index = channel * area + pixel
        bytes[index] = Self.blend(grey, bytes[index], factor)
      }
    }
  }

  /// From smoothed to sharpened; the outermost pixels stay as they are.
  func adjustSharpness(_ factor: Float) {
    guard shape.height > 2, shape.width > 2 else { return }
    let width = shape.width
    withCopy { copy in
      guard let source = copy.baseAddress else { return }
      for channel in 0..<shape.channels {
        for y in 1..<shape.height - 1 {
          let line = (channel * shape.height + y) * width
          for x in 1..<width - 1 {
            let middle = source + line + x
            var sum = 4 &* Int32(middle.pointee)
            for offset in -1...1 {
              let row = middle + offset &* width
              sum &+= Int32(row[-1]) &+ Int32(row[0]) &+ Int32(row[1])
            }
            let smooth = UInt8(truncatingIfNeeded: (2 &* sum &+ 13) / 26)
            bytes[line + x] = Self.blend(smooth, middle.pointee, factor)
          }
        }
      }
    }
  }

  /// The value at `factor` of the way from `zero` to `one`, cut off, not rounded.
  private static func blend(_ zero: UInt8, _ one: UInt8, _ factor: Float) -> UInt8 {
    UInt8(min(255, max(0, Float(zero) + factor * (Float(one) - Float(zero)))))
  }
}
