public import Foundation

/// A finished picture with the facts that go into its file.
public protocol Picture: Sendable {
  /// The pixels.
  var image: Image { get }
  /// The text entries of its PNG file, after `Software`.
  var text: [(key: String, value: String)] { get }
}

extension Picture {
  /// The picture as a PNG file; see ``Image/pngData(text:)``.
  public func pngData() throws(PictureError) -> Data { try image.pngData(text: text) }

  /// Writes the picture as a PNG file, all or nothing; see ``Image/write(to:text:)``.
  public func write(to file: URL) throws(PictureError) { try image.write(to: file, text: text) }
}

/// Distances in our pictures, in pixels.
enum Layout {
  /// White space around everything.
  static let margin = 40
  /// Between columns of the page.
  static let columnGap = 36
  /// Between a frame's outer edge and its tiles: the line and some air.
  static let framePadding = 9
  /// Between tiles.
  static let tileGap = 6
  /// From a heading's top to what it heads.
  static let headingHeight = 26
  /// Between blocks.
  static let blockGap = 26
}
