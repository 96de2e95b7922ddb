import Foundation
import Pictures
import Testing

@Suite struct PNGTests {
  @Test(arguments: [(1, 1), (1, 300), (300, 1), (37, 23)])
  func `pixels come back as they were written`(size: (width: Int, height: Int)) throws {
    let image = try Image.noise(width: size.width, height: size.height, seed: 1)
    #expect(try Image(png: image.pngData()) == image)
  }

  @Test func `the same picture gives the same bytes`() throws {
    let image = try Image.noise(width: 40, height: 30, seed: 2)
    let text = [(key: "workbench:run", value: "k7f2")]
    #expect(try image.pngData(text: text) == image.pngData(text: text))
  }

  @Test func `text goes into chunks in the order given, after the software's name`() throws {
    let image = try Image(width: 2, height: 2)
    let chunks = chunks(of: try image.pngData(text: [("workbench:run", "k7f2"), ("workbench:layer", "β 0.5")]))
    #expect(chunks.map(\.type) == ["IHDR", "sRGB", "tEXt", "tEXt", "iTXt", "IDAT", "IEND"])
    #expect(chunks[2].content == Array("Software\0workbench".utf8))
    #expect(chunks[3].content == Array("workbench:run\0k7f2".utf8))
    #expect(chunks[4].content == Array("workbench:layer\0\0\0\0\0β 0.5".utf8))
  }

  @Test(arguments: ["", " a", "a  b", "β", String(repeating: "k", count: 80)])
  func `a key that PNG does not allow is refused`(key: String) throws {
    let error = #expect(throws: PictureError.self) {
      try Image(width: 1, height: 1).pngData(text: [(key, "value")])
    }
    #expect(
      error?.description == """
        "\(key)" cannot be a text entry of a PNG file; \
        use 1 to 79 ASCII characters, no space at the ends or twice in a row, and no NUL in the value
        """)
  }

  @Test func `a file is written whole and leaves nothing beside it`() throws {
    let folder = try TemporaryFolder()
    let image = try Image.noise(width: 9, height: 9, seed: 3)
    let file = folder.url.appendingPathComponent("picture.png")
    try image.write(to: file)
    try image.write(to: file)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["picture.png"])
    #expect(try Image(contentsOf: file) == image)
  }

  @Test func `a missing folder is named`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("absent/picture.png")
    let error = #expect(throws: PictureError.self) { try Image(width: 1, height: 1).write(to: file) }
    #expect(
      error?.description == """
        \(file.path): the picture cannot be written; check that the folder exists, may be written to and has room
        """)
  }

  @Test func `a folder in the file's place is an error and no temporary file stays`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("picture.png")
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    let error = #expect(throws: PictureError.self) { try Image(width: 1, height: 1).write(to: file) }
    #expect(
      error?.description == """
        \(file.path): the picture cannot be put in place (Is a directory); remove what stands there under this name
        """)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["picture.png"])
  }

  @Test func `a missing file is named`() {
    let error = #expect(throws: PictureError.self) { try Image(contentsOf: URL(fileURLWithPath: "absent.png")) }
    #expect(error?.problem == "the file cannot be read")
    #expect(error?.path?.hasSuffix("absent.png") == true)
  }
}

@Suite struct DamagedPNGTests {
  private let sound: [UInt8]

  init() throws {
    let image = try Image.noise(width: 8, height: 6, seed: 4)
    sound = [UInt8](try image.pngData(text: [("workbench:run", "k7f2")]))
  }

  @Test func `a file cut short anywhere is an error`() {
    for length in 0..<sound.count {
      let error = #expect(throws: PictureError.self) { try Image(png: Data(sound.prefix(length))) }
      let reason = length < 8 ? "it does not begin with PNG's signature" : "the data end too early"
      #expect(
        error?.description
          == "not a sound PNG image (\(reason)); replace it by an undamaged copy, or write it again")
    }
  }

  @Test func `a flipped bit anywhere is an error`() {
    for index in sound.indices {
      var bytes = sound
      bytes[index] ^= 1 << (index % 8)
      #expect(throws: PictureError.self, "byte \(index)") { try Image(png: Data(bytes)) }
    }
  }

  @Test func `noise behind the signature is an error`() {
    var generator = SplitMix64(state: 6)
    for _ in 0..<200 {
      let noise = (0..<Int.random(in: 0..<100, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      #expect(throws: PictureError.self) { try Image(png: Data(sound.prefix(8) + noise)) }
    }
  }

  @Test(arguments: [(16_385, 1), (1, 16_385), (2_000_000_000, 2)] as [(UInt32, UInt32)])
  func `a larger picture than ours is refused before any room is made`(size: (width: UInt32, height: UInt32)) {
    let png = RawPNG(width: size.width, height: size.height, colorType: 2, scanlines: [0, 1, 2, 3])
    let error = #expect(throws: PictureError.self) { try Image(png: png.data) }
    #expect(
      error?.description == "the PNG is \(size.width) x \(size.height) pixels, more than 16384 a side; scale it down")
  }

  @Test func `a text that claims two gigabytes is passed over`() throws {
    let png = RawPNG(width: 1, height: 1, colorType: 0, scanlines: [0, 7]).data
    // Between header and pixels; its checksum would stand far behind the end.
    let text: [UInt8] = [0x7F, 0xFF, 0xFF, 0xFF] + Array("zTXtComment".utf8)
    let error = #expect(throws: PictureError.self) { try Image(png: png.prefix(33) + text + png.dropFirst(33)) }
    #expect(error?.problem == "not a sound PNG image (the data end too early)")
  }

  @Test func `a large picture without pixels is an error`() {
    let png = RawPNG(width: 16_384, height: 16_384, colorType: 2, scanlines: [0, 1, 2, 3])
    #expect(throws: PictureError.self) { try Image(png: png.data) }
  }
}

@Suite struct ForeignPNGTests {
  @Test func `grey becomes RGB`() throws {
    let png = RawPNG(width: 2, height: 1, colorType: 0, scanlines: [0, 7, 200])
    #expect(try Image(png: png.data).pixels == [7, 7, 7, 200, 200, 200])
  }

  @Test func `one bit a pixel becomes black and white`() throws {
    let png = RawPNG(width: 3, height: 1, depth: 1, colorType: 0, scanlines: [0, 0b0100_0000])
    #expect(try Image(png: png.data).pixels == [0, 0, 0, 255, 255, 255, 0, 0, 0])
  }

  /// As Pillow has it for colours; of grey alone, Pillow cuts off what is above 255, which we do not.
  @Test func `of 16 bits the high ones count`() throws {
    let colors = RawPNG(width: 1, height: 1, depth: 16, colorType: 2, scanlines: [0, 0x12, 0xFF, 0x80, 0x7F, 0, 0xFF])
    #expect(try Image(png: colors.data).pixels == [0x12, 0x80, 0])
    let gray = RawPNG(width: 2, height: 1, depth: 16, colorType: 0, scanlines: [0, 0x12, 0xFF, 0, 0x20])
    #expect(try Image(png: gray.data).pixels == [0x12, 0x12, 0x12, 0, 0, 0])
  }

  @Test func `a palette is looked up`() throws {
    let png = RawPNG(width: 2, height: 1, colorType: 3, palette: [1, 2, 3, 4, 5, 6], scanlines: [0, 1, 0])
    #expect(try Image(png: png.data).pixels == [4, 5, 6, 1, 2, 3])
  }

  @Test func `a palette picture without its palette is an error`() {
    let png = RawPNG(width: 1, height: 1, colorType: 3, scanlines: [0, 0])
    #expect(throws: PictureError.self) { try Image(png: png.data) }
  }

  /// The pixels of Pillow 13, with `convert("RGB")`.
  @Test func `transparent pixels have the colour that is stored for them`() throws {
    let files =
      [
        (
          RawPNG(width: 2, height: 1, colorType: 6, scanlines: [0, 10, 20, 30, 255, 11, 21, 31, 0]),
          [10, 20, 30, 11, 21, 31]
        ),
        (RawPNG(width: 2, height: 1, colorType: 4, scanlines: [0, 7, 0, 200, 128]), [7, 7, 7, 200, 200, 200]),
        (
          RawPNG(
            width: 2, height: 1, colorType: 3, palette: [1, 2, 3, 4, 5, 6], transparency: [0, 128],
            scanlines: [0, 1, 0]),
          [4, 5, 6, 1, 2, 3]
        ),
        (
          RawPNG(width: 2, height: 1, colorType: 0, transparency: [0, 7], scanlines: [0, 7, 200]),
          [7, 7, 7, 200, 200, 200]
        ),
        (
          RawPNG(
            width: 2, height: 1, colorType: 2, transparency: [0, 1, 0, 2, 0, 3], scanlines: [0, 1, 2, 3, 4, 5, 6]),
          [1, 2, 3, 4, 5, 6]
        ),
      ] as [(RawPNG, [UInt8])]
    for (file, pixels) in files { #expect(try Image(png: file.data).pixels == pixels) }
  }

  @Test func `interlaced rows are put in place`() throws {
    // Adam7 of 2 x 1 pixels: the first pass holds the left one, the sixth the right one.
    let png = RawPNG(width: 2, height: 1, colorType: 0, interlaced: true, scanlines: [0, 9, 0, 90])
    #expect(try Image(png: png.data).pixels == [9, 9, 9, 90, 90, 90])
  }
}

/// A folder that goes away with its owner.
private final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("pictures-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }

  deinit { try? FileManager.default.removeItem(at: url) }
}
