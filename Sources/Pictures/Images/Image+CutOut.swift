extension Image {
  /// Scales the image so that its shorter side has a length, and writes the square in its middle channel by channel,
  /// `[3, size, size]`: what torchvision calls resizing and centre cropping.
  public func cutOut(size: Int, shorterSide: Int, into target: UnsafeMutableBufferPointer<UInt8>) {
    cutOut(Scaling(width: width, height: height, shorterSide: shorterSide, size: size), into: target)
  }

  /// Scales a part of the image to a square and writes it channel by channel, `[3, size, size]`.
  public func cutOut(_ region: Rectangle, size: Int, into target: UnsafeMutableBufferPointer<UInt8>) {
    precondition(region == region.clipped(to: bounds), "the part lies in the image")
    cutOut(Scaling(region, width: size, height: size), into: target)
  }

  private func cutOut(_ scaling: Scaling, into target: UnsafeMutableBufferPointer<UInt8>) {
    pixels.withUnsafeBufferPointer {
      scaling.write($0, width: width, channels: 3, layout: .interleaved, into: target)
    }
  }
}
