import WorkbenchCore

/// The bytes `[C, H, W]` of a picture that a transform changes in place.
struct PictureBytes {
  let bytes: UnsafeMutableBufferPointer<UInt8>
  let shape: ImageShape

  init(_ bytes: UnsafeMutableBufferPointer<UInt8>, _ shape: ImageShape) {
    precondition(bytes.count == shape.count, "a picture of \(shape) has \(shape.count) bytes")
    (self.bytes, self.shape) = (bytes, shape)
  }

  /// The number of pixels of one channel.
  var area: Int { shape.height * shape.width }

  /// The bytes of one channel, row by row.
  func channel(_ index: Int) -> UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(rebasing: bytes[index * area..<(index + 1) * area])
  }

  /// Lends a copy of the bytes, to read from while they are overwritten.
  func withCopy(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { copy in
      _ = copy.initialize(fromContentsOf: bytes)
      body(copy)
    }
  }

  /// Lends the brightness of every pixel: the eye's weights for red, green and blue; the mean for other numbers of channels.
  ///
  /// Source: ITU-R BT.601-2, in 16 bits as Pillow has it.
  func withLuminance(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: area) { luminance in
      if shape.channels == 3 {
        let (reds, greens, blues) = (channel(0), channel(1), channel(2))
        for pixel in 0..<area {
          let sum = 19_595 &* UInt32(reds[pixel]) &+ 38_470 &* UInt32(greens[pixel]) &+ 7_471 &* UInt32(blues[pixel])
          luminance[pixel] = UInt8(truncatingIfNeeded: (sum &+ 0x8000) >> 16)
        }
      } else {
        for pixel in 0..<area {
          let sum = (0..<shape.channels).reduce(0) { $0 + Int(bytes[$1 * area + pixel]) }
          luminance[pixel] = UInt8(sum / shape.channels)
        }
      }
      body(luminance)
    }
  }
}
