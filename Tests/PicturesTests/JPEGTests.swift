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
  private static let grey = """
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

  private static func data(_ text: String) throws -> Data { try #require(Data(base64Encoded: text)) }

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
