/// A grid of images, tile by tile, without text.
public struct GridPicture: Picture {
  /// How a grid is laid out.
  public struct Style: Sendable, Equatable {
    /// The number of images in a row.
    public var columns: Int
    /// The space around every image, in pixels.
    public var padding: Int
    /// The value of that space, 0 (black) to 1 (white).
    public var paddingValue: Float

    /// A layout of one's own.
    public init(columns: Int, padding: Int, paddingValue: Float) {
      self.columns = columns
      self.padding = padding
      self.paddingValue = paddingValue
    }

    /// The layout that `save_image` of torchvision has by default: 8 in a row, 2 black pixels around each.
    public static let torchvision = Style(columns: 8, padding: 2, paddingValue: 0)
  }

  /// How values become the range from 0 to 1.
  public enum Normalization: String, Sendable, CaseIterable {
    /// They are taken as they are; what lies outside is clipped.
    case none
    /// The least value of all images becomes 0, the largest 1.
    case all
    /// The least value of each image becomes 0, its largest 1.
    case each
  }

  /// The pixels.
  public let image: Image
  /// The text entries of its PNG file.
  public let text: [(key: String, value: String)]

  /// Draws `[N, C, H, W]` values with the pixels that torchvision's `save_image` gives.
  ///
  /// As there, a single image gets no padding, and a value v becomes the byte v * 255 + 0.5, clipped and cut.
  ///
  /// - Parameters:
  ///   - values: in row-major order; one channel is drawn in grey, three are red, green and blue.
  ///   - shape: N, C, H and W.
  ///   - style: the layout.
  ///   - normalization: torchvision's `normalize` and `scale_each`.
  ///   - text: text entries for the PNG file.
  /// - Throws: ``PictureError`` if shape and values do not fit, C is neither 1 nor 3, or the picture exceeds 16,384 pixels a side.
  ///
  /// Source: `make_grid` and `save_image` in torchvision/utils.py (torchvision 0.29), whose results it reproduces.
  public init(
    _ values: [Float], shape: [Int], style: Style = .torchvision, normalization: Normalization = .none,
    text: [(key: String, value: String)] = []
  ) throws(PictureError) {
    guard shape.count == 4, shape.allSatisfy({ $0 >= 1 }), shape.reduce(1, *) == values.count,
      shape[1] == 1 || shape[1] == 3, style.columns >= 1,
      (0...Image.maximumSide).contains(style.padding)
    else {
      throw PictureError(
        problem: "a grid cannot be made of \(values.count) values of shape \(shape)",
        remedy:
          "give N x C x H x W values with 1 or 3 channels, at least one image in a row and a padding of 0 to 16384")
    }
    let (count, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
    let values = Self.normalized(values, normalization, imageSize: channels * height * width)
    let padding = count == 1 ? 0 : style.padding
    let columns = min(style.columns, count)
    let rows = (count + columns - 1) / columns
    let space = Self.byte(style.paddingValue)
    var page = try Image(
      width: (width + padding) * columns + padding, height: (height + padding) * rows + padding,
      color: Color(gray: space))
    for index in 0..<count {
      let left = padding + index % columns * (width + padding)
      let top = padding + index / columns * (height + padding)
      for y in 0..<height {
        for x in 0..<width {
          func part(_ channel: Int) -> UInt8 {
            Self.byte(values[((index * channels + min(channel, channels - 1)) * height + y) * width + x])
          }
          page[left + x, top + y] = Color(part(0), part(1), part(2))
        }
      }
    }
    image = page
    self.text = text
  }

  /// A value as a byte; what is not a number becomes 0.
  private static func byte(_ value: Float) -> UInt8 {
    let scaled = value * 255 + 0.5
    return scaled.isNaN ? 0 : UInt8(min(max(scaled, 0), 255))
  }

  private static func normalized(_ values: [Float], _ normalization: Normalization, imageSize: Int) -> [Float] {
    let group =
      switch normalization {
      case .none: 0
      case .all: values.count
      case .each: imageSize
      }
    guard group > 0 else { return values }
    var result: [Float] = []
    for start in stride(from: 0, to: values.count, by: group) {
      let part = values[start..<(start + group)]
      let least = part.min() ?? 0
      let span = max((part.max() ?? 0) - least, 1e-5)
      result += part.map { ($0 - least) / span }
    }
    return result
  }
}
