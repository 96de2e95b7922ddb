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
    withLuminance { luminance in
      let sum = luminance.reduce(0) { $0 + Int($1) }
      let grey = UInt8(Double(sum) / Double(area) + 0.5)
      map { Self.blend(grey, $0, factor) }
    }
  }

  /// From grey to gaudy.
  func adjustColor(_ factor: Float) {
    withLuminance { luminance in
      for index in 0..<shape.channels {
        let channel = channel(index)
        for pixel in 0..<area { channel[pixel] = Self.blend(luminance[pixel], channel[pixel], factor) }
      }
    }
  }

  /// From smoothed to sharpened; the outermost pixels stay as they are.
  func adjustSharpness(_ factor: Float) {
    guard shape.height > 2, shape.width > 2 else { return }
    let width = shape.width
    withCopy { copy in
      guard let source = copy.baseAddress, let target = bytes.baseAddress else { return }
      for channel in 0..<shape.channels {
        for y in 1..<shape.height - 1 {
          let line = (channel * shape.height + y) * width
          let (above, middle, below) = (source + line - width, source + line, source + line + width)
          let sharpened = target + line
          for x in 1..<width - 1 {
            func sum(_ row: UnsafeMutablePointer<UInt8>) -> UInt16 {
              UInt16(row[x - 1]) &+ UInt16(row[x]) &+ UInt16(row[x + 1])
            }
            let sum = sum(above) &+ sum(middle) &+ sum(below) &+ 4 &* UInt16(middle[x])
            let smooth = UInt8(truncatingIfNeeded: (2 &* sum &+ 13) / 26)
            sharpened[x] = Self.blend(smooth, middle[x], factor)
          }
        }
      }
    }
  }

  /// The value at `factor` of the way from `zero` to `one`, cut off, not rounded.
  ///
  /// A conversion to a whole number would stop at what no byte holds; this way of cutting off is one that a processor does for
  /// many pixels at once. 2^23 added to a number below it leaves the nearest whole number in the lowest bits.
  @inline(__always) private static func blend(_ zero: UInt8, _ one: UInt8, _ factor: Float) -> UInt8 {
    let value = Float(zero) + factor * (Float(one) - Float(zero))
    let bounded = value > 255 ? 255 : value < 0 ? 0 : value
    let shifted = bounded + 8_388_608
    let isRoundedUp = shifted - 8_388_608 > bounded
    return UInt8(truncatingIfNeeded: shifted.bitPattern &- (isRoundedUp ? 1 : 0))
  }
}
