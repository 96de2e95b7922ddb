public import Foundation

extension Image {
  /// What the names of files that can be decoded end with, in lower case.
  public static let fileExtensions: Set<String> = ["png", "jpg", "jpeg"]

  /// Decodes a PNG or JPEG file to 8-bit RGB; its first bytes tell which it is, as names lie.
  ///
  /// The pixels are those of Pillow's `convert("RGB")`, but for grey of 16 bits, which Pillow cuts off at 255.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - turned: whether the picture is turned as its camera noted (Exif), which is Pillow's `exif_transpose`.
  /// - Throws: ``PictureError`` if the data are neither, damaged, cut short or larger than 16,384 pixels a side.
  public init(decoding data: Data, turned: Bool = false) throws(PictureError) {
    if data.starts(with: [0xFF, 0xD8]) {
      try self.init(jpeg: data)
    } else if data.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      try self.init(png: data)
    } else {
      throw PictureError(
        problem: "is neither a PNG nor a JPEG image", remedy: "convert it to one of them, or take it away")
    }
    if turned { self = try self.turned(Orientation(of: data)) }
  }
}
