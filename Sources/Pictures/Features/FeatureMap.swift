/// The feature map of one image at one place of a network, as plain numbers.
public struct FeatureMap: Sendable, Equatable {
  /// The number of channels, C.
  public let channels: Int
  /// The number of rows, H.
  public let height: Int
  /// The number of columns, W.
  public let width: Int
  /// The values, `[C, H, W]`.
  public let values: [Float]

  /// A feature map from its shape and its values in row-major order.
  ///
  /// - Throws: ``PictureError`` if a dimension is below 1 or the number of values does not fit the shape.
  public init(channels: Int, height: Int, width: Int, values: [Float]) throws(PictureError) {
    guard channels >= 1, height >= 1, width >= 1, values.count == channels * height * width else {
      throw PictureError(
        problem: "a feature map of shape [\(channels), \(height), \(width)] cannot hold \(values.count) values",
        remedy: "give C x H x W values of one image")
    }
    self.channels = channels
    self.height = height
    self.width = width
    self.values = values
  }

  /// The shape as captions give it, such as `160×8×8`.
  public var shape: String { "\(channels)×\(height)×\(width)" }

  /// The values of one channel, counted from 0, in row-major order.
  public func channel(_ index: Int) -> ArraySlice<Float> {
    values[(index * height * width)..<((index + 1) * height * width)]
  }

  /// Whether a channel says nothing about this image: all its values are equal, or its only one is zero.
  public func isDead(_ index: Int) -> Bool {
    let channel = channel(index)
    guard let first = channel.first, first.isFinite else { return false }
    return channel.count == 1 ? first == 0 : channel.allSatisfy { $0 == first }
  }

  /// The mean square of a channel's finite values.
  public func energy(_ index: Int) -> Double {
    let channel = channel(index)
    let sum = channel.reduce(0.0) { $1.isFinite ? $0 + Double($1) * Double($1) : $0 }
    return sum / Double(channel.count)
  }
}
