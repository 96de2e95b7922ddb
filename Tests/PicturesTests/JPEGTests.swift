import Foundation
import Pictures
import Testing

@Suite struct JPEGTests {
  /// The left half red, the right half blue: 16 x 8 pixels, as Pillow wrote them.
  private static let color = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUV\
    DA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU\
    FBT/wAARCAAIABADAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAWAQEBAQAAAAAA\
    AAAAAAAAAAAIBwn/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwAUTc1Re0dAd//Z
    """

  /// The same in several scans.
  private static let progressive = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUV\
    DA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU\
    FBT/wgARCAAIABADAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABYBAQEBAAAAAAAAAAAAAAAAAAcGCP/aAAwDAQACEAMQ\
    AAABEzbUX0cB/wD/xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAEFAj//xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAEDAQE/AT//\
    xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAECAQE/AT//xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAY/Aj//xAAUEAEAAAAAAAAA\
    AAAAAAAAAAAQ/9oACAEBAAE/IT//2gAMAwEAAgADAAAAEL//xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAEDAQE/ED//xAAUEQEAAAAA\
    AAAAAAAAAAAAAAAQ/9oACAECAQE/ED//xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAE/ED//2Q==
    """

  /// The same without colour.
  static let grey = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUV\
    DA8XGBYUGBIUFRT/wAALCAAIABABAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8A\
    FBe//9k=
    """

  /// The same in cyan, magenta, yellow and black, inverted as Adobe's programs do.
  private static let inks = """
    /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwP\
    FxgWFBgSFBUU/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAgJAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/\
    2gAOBEMATQBZAEsAAD8AYAKAoqmioy1bP//Z
    """

  /// 6 x 4 pixels of many inks, as Pillow wrote them, and the colours that Pillow 13 gives for them.
  private static let manyInks = """
    /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\
    AQEBAQEB/8AAFAgABAAGBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAAB\
    fQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hp\
    anN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5\
    +v/aAA4EQwBNAFkASwAAPwDQ/wCDjv8A5L9B/wBjRqH/AKTX9ef/APD7b/goZ/0V/wD8l9T/APl1X05/wUe/aS+LP/Cfx/8AFQf8xS4/gm/5\
    5XH/AE819xf8FrP+Svxf9h68/wDRF3X/2Q==
    """
  private static let manyInksColors = """
    +vr6udzLgr6gVaB6MIJZFmQ9+r/muai5gpGRVXpuMGNPFkw1+oTTuXSogmWCVVVhMEVFFjUt+kq/uUGXgjhzVS9VMCY7Fh0l
    """

  static func data(_ text: String) throws -> Data { try #require(Data(base64Encoded: text)) }

  @Test(arguments: [color, progressive, inks])
  func `every kind of JPEG gives the colours it was made of`(text: String) throws {
    let image = try Image(jpeg: Self.data(text))
    #expect((image.width, image.height) == (16, 8))
    #expect(isClose(image[2, 3], Color(200, 40, 40)))
    #expect(isClose(image[13, 3], Color(40, 40, 200)))
  }

  @Test func `grey becomes three equal channels`() throws {
    let image = try Image(jpeg: Self.data(Self.grey))
    #expect((image.width, image.height) == (16, 8))
    #expect(isClose(image[2, 3], Color(88, 88, 88)))
    #expect(isClose(image[13, 3], Color(58, 58, 58)))
  }

  @Test func `inks become Pillow's colours, with Adobe's marker or without`() throws {
    let file = try Self.data(Self.manyInks)
    let colors = [UInt8](try Self.data(Self.manyInksColors))
    #expect(try Image(jpeg: file).pixels == colors)
    let marker = try #require(file.firstRange(of: [0xFF, 0xEE]))
    var plain = file
    plain.removeSubrange(marker.lowerBound..<marker.lowerBound + 16)
    #expect(try Image(jpeg: plain).pixels == colors)
  }

  // MARK: - Warnings

  /// A file with a version of JFIF that nobody knows, with a transform that Adobe does not have, and with bytes before its end.
  private static func filesWithHarmlessWarnings() throws -> [Data] {
    let file = try data(color)
    var version = file
    let jfif = try #require(file.firstRange(of: Array("JFIF\0".utf8))).upperBound
    version.replaceSubrange(jfif..<jfif + 2, with: [0, 0])
    var transform = file
    let adobe = [0xFF, 0xEE, 0, 14] + Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 7]
    transform.replaceSubrange(2..<20, with: adobe)
    var superfluous = file
    superfluous.insert(contentsOf: [1, 2, 3], at: file.count - 2)
    return [version, transform, superfluous]
  }

  @Test func `harmless warnings change nothing`() throws {
    let whole = try Image(jpeg: Self.data(Self.color))
    for file in try Self.filesWithHarmlessWarnings() { #expect(try Image(jpeg: file) == whole) }
  }

  /// Libraries that report the first warning alone take these for whole.
  @Test func `damage after a harmless warning is an error`() throws {
    for file in try Self.filesWithHarmlessWarnings() {
      let scan = try #require(file.firstRange(of: [0xFF, 0xDA])).upperBound
      #expect(throws: PictureError.self) { try Image(jpeg: file.prefix(scan + 14) + [0xFF, 0xD9]) }
    }
  }

  @Test func `scans without end are refused`() throws {
    let file = try Self.data(Self.progressive)
    let first = try #require(file.firstRange(of: [0xFF, 0xC4])).lowerBound
    // The first scan gives rough values; refining them is another one, which may come again and again.
    let scans = file[first..<file.count - 2]
    var many = file.prefix(first)
    for _ in 0..<200 { many += scans }
    #expect(message(many + [0xFF, 0xD9]).contains("it has more than 500 scans"))
  }

  private func isClose(_ a: Color, _ b: Color) -> Bool {
    zip([a.red, a.green, a.blue], [b.red, b.green, b.blue]).allSatisfy { abs(Int($0) - Int($1)) <= 2 }
  }

  @Test(arguments: [color, progressive, grey, inks])
  func `a file that is cut short is an error wherever it ends`(text: String) throws {
    let whole = try Self.data(text)
    for length in 0..<whole.count - 2 {
      #expect(throws: PictureError.self, "\(length) bytes") { try Image(jpeg: whole.prefix(length)) }
    }
  }

  @Test(arguments: [color, progressive, grey, inks])
  func `a changed byte gives an error or an image, but no crash`(text: String) throws {
    let whole = try Self.data(text)
    for index in whole.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = whole
        damaged[index] ^= change
        if let image = try? Image(jpeg: damaged) {
          #expect(image.pixels.count == image.width * image.height * 3)
        }
      }
    }
  }

  @Test func `what is no JPEG says so`() {
    #expect(
      message(Data("GIF89a".utf8)) == """
        not a sound JPEG image (Not a JPEG file: starts with 0x47 0x49); \
        replace it by an undamaged copy, or write it again
        """)
    #expect(
      message(Data()) == """
        not a sound JPEG image (Empty input file); replace it by an undamaged copy, or write it again
        """)
  }

  @Test func `a size beyond the bounds is refused before there is room for it`() throws {
    var data = try Self.data(Self.grey)
    let frame = try #require(data.firstRange(of: [0xFF, 0xC0]))
    data.replaceSubrange(frame.lowerBound + 5..<frame.lowerBound + 9, with: [0x00, 0x08, 0xFF, 0xDC])
    #expect(message(data) == "the JPEG is 65500 x 8 pixels, more than 16384 a side; scale it down")
  }

  private func message(_ data: Data) -> String {
    do {
      _ = try Image(jpeg: data)
      return "no error"
    } catch {
      return error.description
    }
  }
}
