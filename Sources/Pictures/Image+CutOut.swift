extension Image {
  /// Scales the image so that its shorter side has a length, and writes the square in its middle channel by channel,
  /// `[3, size, size]`; what Pillow and torchvision call resizing and centre cropping, with antialiasing.
  public func cutOut(size: Int, shorterSide: Int, into target: UnsafeMutableBufferPointer<UInt8>) {
    precondition(target.count == 3 * size * size, "a square of \(size) pixels has three values for each")
    let side = Double(min(width, height)) * Double(size) / Double(shorterSide)
    let columns = Resampling(Self.middle(side, of: width), of: width, to: size)
    let rows = Resampling(Self.middle(side, of: height), of: height, to: size)
    // Along the rows first, of those that are needed; sums stay unrounded in between.
    let needed = rows.taps[0].first..<rows.taps[size - 1].first + rows.taps[size - 1].shares.count
    var narrow = [Float](repeating: 0, count: needed.count * size * 3)
    pixels.withUnsafeBufferPointer { pixels in
      for y in needed {
        for (x, tap) in columns.taps.enumerated() {
          for color in 0..<3 {
            var sum: Float = 0
            for (offset, share) in tap.shares.enumerated() {
              sum += share * Float(pixels[(y * width + tap.first + offset) * 3 + color])
            }
            narrow[((y - needed.lowerBound) * size + x) * 3 + color] = sum
          }
        }
      }
    }
    for (y, tap) in rows.taps.enumerated() {
      for x in 0..<size {
        for color in 0..<3 {
          var sum: Float = 0
          for (offset, share) in tap.shares.enumerated() {
            sum += share * narrow[((tap.first + offset - needed.lowerBound) * size + x) * 3 + color]
          }
          target[(color * size + y) * size + x] = UInt8(min(255, max(0, sum.rounded())))
        }
      }
    }
  }

  /// The part of that length in the middle of an axis, which may begin between two pixels.
  private static func middle(_ length: Double, of axis: Int) -> Range<Double> {
    let start = (Double(axis) - length) / 2
    return start..<start + length
  }
}
