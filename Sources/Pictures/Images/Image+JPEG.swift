internal import CJPEG
public import Foundation

extension Image {
  /// Decodes a JPEG file of any kind to 8-bit RGB.
  ///
  /// - Throws: ``PictureError`` if the data are not JPEG, damaged, cut short or larger than 16,384 pixels a side.
  public init(jpeg data: Data) throws(PictureError) {
    self = try data.withUnsafeBytes { bytes in
      Result { () throws(PictureError) in try Image(jpegBytes: bytes.bindMemory(to: UInt8.self)) }
    }.get()
  }

  private init(jpegBytes file: UnsafeBufferPointer<UInt8>) throws(PictureError) {
    let bytes = file.baseAddress
    var (width, height) = (UInt32(0), UInt32(0))
    var message = [CChar](repeating: 0, count: Int(CJPEG_MESSAGE_SIZE))
    guard cjpeg_read_size(bytes, file.count, &width, &height, &message) else { throw Self.unreadableJPEG(message) }
    guard max(width, height) <= Self.maximumSide else {
      throw PictureError(
        problem: "the JPEG is \(width) x \(height) pixels, more than \(Self.maximumSide) a side",
        remedy: "scale it down")
    }
    // Room that is not touched before there are pixels for it: a short file may claim a large size.
    let count = Int(width) * Int(height) * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { room, initialized in
      let isSound = cjpeg_decode(bytes, file.count, width, height, room.baseAddress, &message)
      initialized = isSound ? count : 0
    }
    guard !pixels.isEmpty else { throw Self.unreadableJPEG(message) }
    try self.init(width: Int(width), height: Int(height), pixels: pixels)
  }

  private static func unreadableJPEG(_ message: [CChar]) -> PictureError {
    let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return PictureError(
      problem: "not a sound JPEG image (\(text))", remedy: "replace it by an undamaged copy, or write it again")
  }
}
