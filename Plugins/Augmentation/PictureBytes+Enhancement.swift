import WorkbenchCore

/// Changes of strength `factor`: 0 leaves the picture without the quality, 1 leaves it alone, more exaggerates.
///
/// They equal those of Pillow's `ImageEnhance`, byte for byte.
extension PictureBytes {
  /// From black to glaring.
  func adjustBrightness(_ factor: Float) {
    for index in bytes.indices { bytes[index] = Self.blend(0, bytes[index], factor) }
  }

  /// From even grey to hard.
  func adjustContrast(_ factor: Float) {
    let sum = (0..<area).reduce(0) { $0 + Int(luminance($1)) }
    let grey = UInt8(Double(sum) / Double(area) + 0.5)
    for index in bytes.indices { bytes[index] = Self.blend(grey, bytes[index], factor) }
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
    withCopy { source in
      for channel in 0..<shape.channels {
        for y in 1..<shape.height - 1 {
          for x in 1..<shape.width - 1 {
            let index = (channel * shape.height + y) * shape.width + x
            var sum = 4 * Int(source[index])
            for row in -1...1 {
              for column in -1...1 { sum += Int(source[index + row * shape.width + column]) }
            }
            let smooth = UInt8((2 * sum + 13) / 26)
            bytes[index] = Self.blend(smooth, source[index], factor)
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
