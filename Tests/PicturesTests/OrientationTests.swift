import Foundation
import Pictures
import Testing

@Suite struct OrientationTests {
  /// An Exif block with a resolution and then the orientation, with its high bytes first or last.
  private static func exif(_ value: UInt8, isLittle: Bool) -> [UInt8] {
    func number(_ value: Int, _ bytes: Int) -> [UInt8] {
      let low = (0..<bytes).map { UInt8(value >> (8 * $0) & 255) }
      return isLittle ? low : low.reversed()
    }
    let resolution = number(0x011A, 2) + number(5, 2) + number(1, 4) + number(50, 4)
    let orientation = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(Int(value), 2) + [0, 0]
    return Array((isLittle ? "II" : "MM").utf8) + number(42, 2) + number(8, 4) + number(2, 2) + resolution + orientation
      + number(0, 4)
  }

  /// 3 x 2 pixels: 0, 1, 2 above 3, 4, 5.
  private static func png(exif: [UInt8]) -> Data {
    RawPNG(width: 3, height: 2, colorType: 0, exif: exif, scanlines: [0, 0, 1, 2, 0, 3, 4, 5]).data
  }

  private static func rows(_ image: Image) -> [[UInt8]] {
    (0..<image.height).map { y in (0..<image.width).map { image[$0, y].red } }
  }

  /// The pixels of Pillow 13, with `ImageOps.exif_transpose`.
  @Test(
    arguments: [
      (1, [[0, 1, 2], [3, 4, 5]]), (2, [[2, 1, 0], [5, 4, 3]]), (3, [[5, 4, 3], [2, 1, 0]]),
      (4, [[3, 4, 5], [0, 1, 2]]), (5, [[0, 3], [1, 4], [2, 5]]), (6, [[3, 0], [4, 1], [5, 2]]),
      (7, [[5, 2], [4, 1], [3, 0]]), (8, [[2, 5], [1, 4], [0, 3]]),
    ] as [(UInt8, [[UInt8]])], [true, false])
  func `a picture is turned as its camera noted`(turned: (value: UInt8, rows: [[UInt8]]), isLittle: Bool) throws {
    let file = Self.png(exif: Self.exif(turned.value, isLittle: isLittle))
    #expect(Self.rows(try Image(decoding: file, turned: true)) == turned.rows)
    #expect(Self.rows(try Image(decoding: file)) == [[0, 1, 2], [3, 4, 5]])
  }

  @Test func `values that mean nothing, damaged notes and none leave it as it is`() throws {
    let whole = Self.exif(6, isLittle: true)
    for exif in [Self.exif(0, isLittle: true), Self.exif(9, isLittle: false), []] {
      #expect(Self.rows(try Image(decoding: Self.png(exif: exif), turned: true)).count == 2)
    }
    for length in 1..<whole.count - 6 {
      #expect(Self.rows(try Image(decoding: Self.png(exif: Array(whole.prefix(length))), turned: true)).count == 2)
    }
    for index in whole.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = whole
        damaged[index] ^= change
        _ = try Image(decoding: Self.png(exif: damaged), turned: true)
      }
    }
  }

  @Test func `the note in a JPEG file is found behind other segments`() throws {
    let grey = try JPEGTests.data(JPEGTests.grey)
    func file(_ segments: [[UInt8]]) -> Data {
      var bytes: [UInt8] = []
      for segment in segments {
        bytes += [0xFF, 0xFF, 0xE1, UInt8((segment.count + 2) >> 8), UInt8((segment.count + 2) & 255)] + segment
      }
      return grey.prefix(20) + bytes + grey.dropFirst(20)
    }
    let note = Array("Exif\0\0".utf8) + Self.exif(6, isLittle: false)
    let other = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
    let upright = try Image(decoding: grey)
    for segments in [[note], [other, note]] {
      let image = try Image(decoding: file(segments), turned: true)
      #expect((image.width, image.height) == (upright.height, upright.width))
      #expect(image[0, 2] == upright[2, 7] && image[7, 2] == upright[2, 0])
    }
    #expect(try Image(decoding: file([other]), turned: true) == upright)
  }
}
