/// An 8-bit RGB raster, row by row from the top left.
///
/// Drawing outside of it draws nothing.
public struct Image: Sendable, Equatable {
  /// The longest side that an image may have, in pixels.
  public static let maximumSide = 16_384

  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The pixels, `[height][width][3]`.
  public private(set) var pixels: [UInt8]

  /// An image of one colour.
  ///
  /// - Throws: ``PictureError`` if a side is not in `1...16384`.
  public init(width: Int, height: Int, color: Color = .white) throws(PictureError) {
    try Self.check(width: width, height: height)
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: color.red, count: width * height * 3)
    if color != Color(gray: color.red) { fill(bounds, color) }
  }

  /// An image of given pixels, `[height][width][3]`.
  ///
  /// - Throws: ``PictureError`` if a side is not in `1...16384` or the number of bytes does not fit.
  public init(width: Int, height: Int, pixels: [UInt8]) throws(PictureError) {
    try Self.check(width: width, height: height)
    guard pixels.count == width * height * 3 else {
      throw PictureError(
        problem: "an RGB image of \(width) x \(height) pixels has \(width * height * 3) bytes, not \(pixels.count)",
        remedy: "give three bytes for each pixel, row by row")
    }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The whole area.
  public var bounds: Rectangle { Rectangle(x: 0, y: 0, width: width, height: height) }

  /// One pixel, counted from the top left.
  public subscript(x: Int, y: Int) -> Color {
    get {
      precondition(x >= 0 && x < width && y >= 0 && y < height, "a pixel outside of the image was read")
      let start = (y * width + x) * 3
      return Color(pixels[start], pixels[start + 1], pixels[start + 2])
    }
    set {
      guard x >= 0, x < width, y >= 0, y < height else { return }
      let start = (y * width + x) * 3
      pixels[start] = newValue.red
      pixels[start + 1] = newValue.green
      pixels[start + 2] = newValue.blue
    }
  }

  /// Fills an area with one colour.
  public mutating func fill(_ area: Rectangle, _ color: Color) {
    let area = area.clipped(to: bounds)
    let width = width
    pixels.withUnsafeMutableBufferPointer { pixels in
      for y in area.y..<area.bottom {
        var index = (y * width + area.x) * 3
        for _ in 0..<area.width {
          pixels[index] = color.red
          pixels[index + 1] = color.green
          pixels[index + 2] = color.blue
          index += 3
        }
      }
    }
  }

  /// Throws unless both sides are in `1...16384`.
  static func check(width: Int, height: Int) throws(PictureError) {
    guard width >= 1, height >= 1, width <= maximumSide, height <= maximumSide else {
      throw PictureError(
        problem: "an image of \(width) x \(height) pixels is outside of 1 to \(maximumSide) pixels a side",
        remedy: "stay within the bounds; fewer channels or columns make a picture smaller")
    }
  }
}

/// An area of pixels.
public struct Rectangle: Sendable, Hashable {
  /// The left column.
  public var x: Int
  /// The top row.
  public var y: Int
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// An area from its top left corner and its size.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The first column to the right of it.
  public var right: Int { x + width }
  /// The first row below it.
  public var bottom: Int { y + height }

  /// The area grown by `distance` pixels on all four sides, or shrunk where that is negative.
  public func grown(by distance: Int) -> Rectangle {
    Rectangle(x: x - distance, y: y - distance, width: width + 2 * distance, height: height + 2 * distance)
  }

  /// The part of it that lies in `other`; empty where they do not meet.
  public func clipped(to other: Rectangle) -> Rectangle {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rectangle(
      x: left, y: top, width: max(0, min(right, other.right) - left), height: max(0, min(bottom, other.bottom) - top))
  }
}
