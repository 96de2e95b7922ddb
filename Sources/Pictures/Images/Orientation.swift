import Foundation

/// How a picture has to be turned to stand upright, as cameras note it.
///
/// Source: CIPA DC-008-2023, "Exif version 3.0", tag 274 (0x0112), whose values are these.
enum Orientation: Int {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, turnedLeft, transversed, turnedRight

  /// The note in a PNG or JPEG file; upright where there is none, or it is damaged.
  init(of file: Data) {
    let block = Self.jpegBlock(of: file) ?? Self.pngBlock(of: file)
    self = block.flatMap(Self.value).flatMap(Self.init) ?? .upright
  }

  /// Whether columns become rows.
  var isTurned: Bool { rawValue >= 5 }
  /// Whether the stored columns are taken from the right.
  var isFromRight: Bool { [.mirrored, .upsideDown, .transversed, .turnedRight].contains(self) }
  /// Whether the stored rows are taken from the bottom.
  var isFromBottom: Bool { [.upsideDown, .flipped, .turnedLeft, .transversed].contains(self) }

  /// The Exif block of a JPEG file: of the segments before the first scan, the one named so.
  private static func jpegBlock(of file: Data) -> Data? {
    guard file.starts(with: [0xFF, 0xD8]) else { return nil }
    var rest = file.dropFirst(2)
    while rest.count >= 4, rest[rest.startIndex] == 0xFF {
      let marker = rest[rest.startIndex + 1]
      // Bytes of 0xFF may fill the place before a marker.
      if marker == 0xFF {
        rest = rest.dropFirst()
        continue
      }
      let length = number(rest.dropFirst(2).prefix(2), isLittle: false)
      guard marker != 0xDA, length >= 2 else { return nil }
      let segment = rest.dropFirst(4).prefix(length - 2)
      if marker == 0xE1, segment.starts(with: Array("Exif\0\0".utf8)) { return segment.dropFirst(6) }
      rest = rest.dropFirst(2 + length)
    }
    return nil
  }

  /// The Exif block of a PNG file: the chunk `eXIf`.
  private static func pngBlock(of file: Data) -> Data? {
    guard file.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
    var rest = file.dropFirst(8)
    while rest.count >= 12 {
      let length = number(rest.prefix(4), isLittle: false)
      if rest.dropFirst(4).starts(with: Array("eXIf".utf8)) { return rest.dropFirst(8).prefix(length) }
      rest = rest.dropFirst(12 + length)
    }
    return nil
  }

  /// The tag in the first directory of an Exif block, which has the form of a TIFF file.
  private static func value(in block: Data) -> Int? {
    let isLittle = block.starts(with: Array("II".utf8))
    guard isLittle || block.starts(with: Array("MM".utf8)) else { return nil }
    func read(_ place: Int, _ count: Int) -> Int? {
      let bytes = block.dropFirst(place).prefix(count)
      return bytes.count == count ? number(bytes, isLittle: isLittle) : nil
    }
    guard read(2, 2) == 42, let directory = read(4, 4), let count = read(directory, 2) else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = read(place, 2), let type = read(place + 2, 2) else { return nil }
      // A number of 16 bits stands in the entry itself.
      if tag == 274 { return type == 3 ? read(place + 8, 2) : nil }
    }
    return nil
  }

  private static func number(_ bytes: Data, isLittle: Bool) -> Int {
    (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
  }
}

extension Image {
  /// The picture turned as its orientation says.
  func turned(_ orientation: Orientation) throws(PictureError) -> Image {
    if orientation == .upright { return self }
    let (across, down) = orientation.isTurned ? (height, width) : (width, height)
    var turned = [UInt8](repeating: 0, count: pixels.count)
    pixels.withUnsafeBufferPointer { stored in
      var target = 0
      for y in 0..<down {
        for x in 0..<across {
          let (column, row) = orientation.isTurned ? (y, x) : (x, y)
          let left = orientation.isFromRight ? width - 1 - column : column
          let top = orientation.isFromBottom ? height - 1 - row : row
          let source = (top * width + left) * 3
          for color in 0..<3 { turned[target + color] = stored[source + color] }
          target += 3
        }
      }
    }
    return try Image(width: across, height: down, pixels: turned)
  }
}
