/// A part of a picture, in pixels from its top left corner.
public struct PictureRegion: Sendable, Hashable {
  /// The left column.
  public let x: Int
  /// The top row.
  public let y: Int
  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int

  /// A part that lies in its picture.
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}

/// A data set of pictures of any size, of which a sample shows a part.
///
/// ``Dataset/read(_:of:into:)`` shows the part that evaluation looks at. Pictures come from files that take time to decode, so
/// several are read at once, each on a thread of its own.
public protocol PictureDataset: Dataset {
  /// Writes the part of the sample's picture that `region` chooses, scaled to ``Dataset/shape``: `[C, H, W]`.
  ///
  /// - Parameters:
  ///   - index: the sample.
  ///   - split: the split that it is of.
  ///   - region: chooses a part of a picture, given its width and height in pixels; called once.
  ///   - pixels: where the bytes go.
  /// - Throws: ``DataError`` when the picture cannot be read.
  func read(
    _ index: Int, of split: Split, region: (_ width: Int, _ height: Int) -> PictureRegion,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) throws
}

/// A transform that chooses which part of a picture a sample shows.
///
/// Of a ``PictureDataset`` the part is cut out of the whole picture, before it is scaled; the transform must be the first then. Of
/// other data sets it is cut out of the sample.
public protocol RegionTransform: Transform {
  /// A part of a picture of a width and height in pixels.
  func region(width: Int, height: Int, random: inout RandomStream) -> PictureRegion
}
