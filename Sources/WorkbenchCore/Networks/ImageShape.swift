/// The shape of an image, `[channels, height, width]`.
///
/// Features have one too, at every scale.
///
/// ```swift
/// let input = ImageShape(channels: 3, height: 33, width: 32)
/// let next = input.halved(channels: 16)  // 16 x 17 x 16
/// ```
public struct ImageShape: Sendable, Hashable {
  /// The number of colours, or of feature maps.
  public let channels: Int
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int

  /// The shape of an image with these numbers of channels, rows and columns.
  public init(channels: Int, height: Int, width: Int) {
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// The number of values of one image.
  public var count: Int { channels * height * width }

  /// The shape after a step of stride 2, sizes rounded up, with another number of channels.
  public func halved(channels: Int) -> ImageShape {
    ImageShape(channels: channels, height: (height + 1) / 2, width: (width + 1) / 2)
  }
}
